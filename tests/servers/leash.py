"""Runs a command until its own standard input ends: a server of the tests ends with them, however they died.

Asking the kernel for a signal at the parent's death would do on Linux alone, and ends with the thread, not the process.
"""

import subprocess
import sys
import threading

SECONDS_TO_STOP = 10


def main() -> int:
    """Print the process id, then wait for the command or for the end of the input."""
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=sys.stderr)
    print(child.pid, flush=True)
    threading.Thread(target=_end_with_input, args=(child,), daemon=True).start()
    return child.wait()


def _end_with_input(child: "subprocess.Popen[bytes]") -> None:
    sys.stdin.buffer.read()
    child.terminate()
    try:
        child.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        child.kill()


if __name__ == "__main__":
    sys.exit(main())
