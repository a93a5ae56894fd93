"""Runs a command in an image as a restricted pod of a cluster runs it, but for the cluster.

Any user id with group 0, no network, no environment but the image's own and the pod's, all files read-only but for
the volumes. What needs root is done before: mounts in a namespace of its own, which vanish with the process.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USER = 1000680000  # as OpenShift gives them
# $1 root, $2 folder of volumes, $3 user, $4 working directory; then the command
_START = """
set -e
root=$1 volumes=$2 user=$3 place=$4; shift 4
mount --make-rprivate /
mount --bind "$root" "$root"
for volume in "$volumes"/*; do
    mount --bind "$volume" "$root/$(echo "${volume##*/}" | tr '~' /)"
done
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -o remount,bind,ro "$root"
ip link set lo up
exec chroot --userspec="$user:0" --groups=0 "$root" sh -c 'cd "$0"; exec "$@"' "$place" "$@"
"""


@dataclass(frozen=True, slots=True)
class Pod:
    """A container of one image with its volumes: folders named after their mount points, ``~`` standing for ``/``."""

    root: Path
    volumes: Path
    configuration: Mapping[str, Any]

    def volume(self, name: str) -> Path:
        """A folder that the pod may write, mounted at ``/<name>``."""
        folder = self.volumes / name.replace("/", "~")
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o1777)
        (self.root / name).mkdir(
            parents=True, exist_ok=True
        )  # a kubelet makes mount points before the files become read-only
        return folder

    def run(self, command: Sequence[str], **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            self._words(command), env=self._environment(variables), capture_output=True, text=True, check=False
        )

    def _words(self, command: Sequence[str]) -> list[str]:
        place = str(self.configuration["WorkingDir"])
        namespaces = ("--net", "--mount", "--pid", "--ipc", "--fork", "--kill-child")
        start = ("sh", "-c", _START, "pod", str(self.root), str(self.volumes), str(USER), place)
        return ["unshare", *namespaces, *start, *command]

    def _environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        own = dict(line.split("=", 1) for line in self.configuration["Env"])
        # unshare, mount and ip are found by the path of this machine, which the image's own path contains
        return {**own, "PATH": f"{own['PATH']}{os.pathsep}/usr/sbin{os.pathsep}/sbin", **variables}
