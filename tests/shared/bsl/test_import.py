import subprocess
import sys

ROOMS = ("configuration", "descriptions", "diagnostics", "interpreter", "library", "names", "platform", "queries")


def test_who_only_parses_pays_for_the_parser_alone() -> None:
    rooms = tuple(f"components.shared.bsl.{room}" for room in ROOMS)
    program = f"import sys, components.shared.bsl; print([name for name in sys.modules if name.startswith({rooms!r})])"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"
