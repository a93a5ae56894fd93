"""Learn the names of your own platform from its help file.

Example:
  bsl platform import /opt/1cv8/x86_64/8.3.24.1548/shcntx_ru.hbk

The shipped tables hold what public sources state. The help of an installed platform (shcntx_ru.hbk, 8.3 and 8.5) knows
all of its names: they go into a cache of this user, are used from then on, and are never published with anything.
exit codes: 0 done, 2 bad input
"""

import argparse
from pathlib import Path

from components.shared.environment import user_cache_folder
from components.shared.errors import BadInput
from pipelines.checking.choices import IMPORTED_PLATFORM


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    importing = actions.add_parser("import", help="read a help file into the cache of this user")
    importing.add_argument("path", type=Path, metavar="FILE", help="shcntx_ru.hbk of an installed platform")
    actions.add_parser("forget", help="use the shipped tables again")


def run(arguments: argparse.Namespace) -> int:
    """Import a help file, or forget it."""
    from components.shared.bsl.platform.help_file import import_help
    from components.shared.bsl.platform.saved import save_platform

    target = user_cache_folder() / IMPORTED_PLATFORM
    if arguments.action == "forget":
        target.unlink(missing_ok=True)
        return 0
    try:
        platform = import_help(arguments.path)
    except (OSError, ValueError) as error:
        raise BadInput(f"{arguments.path}: {error}") from error
    target.parent.mkdir(parents=True, exist_ok=True)
    save_platform(platform, target)
    print(
        f"{target}: {len(set(map(id, platform.functions.values())))} global functions, "
        f"{len(set(map(id, platform.types.values())))} types"
    )
    return 0
