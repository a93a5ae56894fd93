"""Read a configuration into one small file, so that its names are known wherever code is judged.

Examples:
  bsl index src/cf                          writes src/cf.bslx: objects, fields, forms, modules with their exports
  bsl index src/cf --output erp.bslx
  bsl index src/cf --extension src/cfe/Мое  an extension put over it; may be repeated
  bsl check src/cf --index erp.bslx         judges names in forms, objects and queries by it

PATH is an export of the Designer or an EDT project, or any folder above one. The file holds names and types, no code.
exit codes: 0 written, 2 bad input
"""

import argparse
import time
from collections import Counter
from pathlib import Path

from components.shared.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("path", type=Path, metavar="PATH", help="export of a configuration, or a folder above it")
    parser.add_argument("--output", type=Path, help="file to write (default: PATH with the ending .bslx)")
    parser.add_argument("--extension", type=Path, action="append", default=[], help="export of an extension")


def run(arguments: argparse.Namespace) -> int:
    """Read, save, and tell what was found."""
    from components.shared.bsl.configuration import merge, read_configuration, save_index

    started = time.monotonic()
    output = arguments.output or arguments.path.with_name(arguments.path.resolve().name + ".bslx")
    try:
        configuration = read_configuration(arguments.path)
        for extension in arguments.extension:
            configuration = merge(configuration, read_configuration(extension))
    except ValueError as error:
        raise BadInput(str(error)) from error
    save_index(configuration, output)
    kinds = Counter(kind for kind, _ in configuration.objects)
    for kind, count in sorted(kinds.items()):
        print(f"{kind:28} {count:6}")
    print(f"{'CommonModule':28} {len(configuration.common_modules):6}")
    size = output.stat().st_size / 1e3
    print(f"{configuration.name}: {output}, {size:,.0f} KB, {time.monotonic() - started:.1f} s")
    return 0
