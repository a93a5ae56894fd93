"""Find the names of a configuration that a prompt needs, as training and the gateway do.

Examples:
  bsl context build src/cf                        writes src/cf.bslc
  bsl context build src/cf --output erp.bslc
  bsl context find "Возвращает остаток товара на складе" --index erp.bslc
  bsl context find "Обработчик записи" --index erp.bslc --module Справочник.Товары.МодульОбъекта
  bsl context find "Возвращает курс" --index erp.bslc --module РаботаСКурсами --signature "Функция Курс(Валюта, Дата)"

PATH is an export of the Designer or an EDT project, or a folder above one. The file holds names, first sentences of
descriptions and who uses what, no code. MODULE is a common module's name, a name like the one above, or a path of the
export. What is printed is what a model would be told.
exit codes: 0 done, 2 bad input
"""

import argparse
import time
from pathlib import Path

from components.shared.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    doings = parser.add_subparsers(dest="doing", metavar="build|find", required=True)
    build = doings.add_parser("build", help="read a configuration into one file")
    build.add_argument("path", type=Path, metavar="PATH", help="export of a configuration, or a folder above it")
    build.add_argument("--output", type=Path, help="file to write (default: PATH with the ending .bslc)")
    find = doings.add_parser("find", help="print the names that fit a task")
    find.add_argument("text", metavar="TASK", help="the task in words")
    find.add_argument("--index", type=Path, required=True, metavar="FILE", help="what `bsl context build` wrote")
    find.add_argument("--module", default="", help="the module that is edited")
    find.add_argument("--signature", default="", help="the declaration of the method that is asked for")
    find.add_argument("--entries", type=int, default=40, metavar="N", help="how many names (default: 40)")
    find.add_argument(
        "--own", type=int, default=1500, metavar="N", help="most characters of own fields (default: 1500)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Build, or find."""
    return _build(arguments) if arguments.doing == "build" else _find(arguments)


def _build(arguments: argparse.Namespace) -> int:
    from components.shared.context import read_context, save_context

    started = time.monotonic()
    output = arguments.output or arguments.path.with_name(arguments.path.resolve().name + ".bslc")
    index = read_context(arguments.path)
    save_context(index, output)
    size = output.stat().st_size / 1e3
    print(f"modules {len(index.modules):8}\nmethods {len(index.methods):8}\nobjects {len(index.objects):8}")
    print(f"{index.configuration.name}: {output}, {size:,.0f} KB, {time.monotonic() - started:.1f} s")
    return 0


def _find(arguments: argparse.Namespace) -> int:
    from components.shared.context import Question, open_finder
    from components.shared.context.modules import UNKNOWN, find_module

    finder = open_finder(arguments.index)
    if arguments.module and find_module(finder.index, arguments.module) == UNKNOWN:
        raise BadInput(
            f"{arguments.module}: no such module in {finder.index.configuration.name}; give a common module's name, "
            "Справочник.Товары.МодульМенеджера, Документ.Заказ.Форма.ФормаДокумента, or a path of the export"
        )
    question = Question(arguments.text, arguments.signature, module=arguments.module)
    print(finder.text(question, max(0, arguments.entries), max(0, arguments.own)))
    return 0
