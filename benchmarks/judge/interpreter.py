"""How much of real code the interpreter runs, how it agrees with the tests of OneScript, and how fast it is.

    python -m benchmarks.judge.interpreter CORPUS_FOLDER [EVERY_NTH_MODULE]

1. Methods of common modules of ssl_3_1: how many have nothing outside the subset, in themselves and in the methods of
   their module that they call. Functions among them are called with simple values chosen by the names of their
   parameters; counted is how many end, and what stops the others.
2. OneScript's own tests are run with a test runner that is plugged in as an object of the host. OneScript differs from
   the platform in places, so its failures are listed, not counted as errors of ours.
3. Statements a second of three programs.
"""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.judge.corpora import corpus_folder
from components.shared.bsl import decode_module, parse
from components.shared.bsl.interpreter import (
    SKIPPED,
    Failure,
    Host,
    Limits,
    Machine,
    OutsideSubset,
    Result,
    execute,
    survey,
)
from components.shared.bsl.interpreter.conversions import to_boolean, to_text
from components.shared.bsl.interpreter.members import BslObject
from components.shared.bsl.interpreter.values import Value, equal, type_name_of
from components.shared.bsl.syntax.syntax_tree import Method

LIMITS: Final = Limits(steps=200_000, seconds=2)
VERBOSE: Final = "--list" in sys.argv


def main() -> None:
    """Print three tables."""
    folder = corpus_folder(sys.argv[:2])
    every = int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2].isdigit() else 1
    library_functions(folder / "ssl_3_1", every)
    onescript_tests(folder / "OneScript" / "tests")
    speed()


# 1. Functions of a library


def library_functions(folder: Path, every: int) -> None:
    """Call the functions of common modules that are in the subset and count what comes of it."""
    paths = sorted(folder.rglob("CommonModules/*/Ext/Module.bsl"))
    everything = {path.parent.parent.name: decode_module(path.read_bytes()) for path in paths}
    sample = [everything[path.parent.parent.name] for path in paths[::every]]
    print(f"common modules of {folder.name}, every {every}. one: {len(sample)}")
    _call_functions("each module alone", sample, Host())
    _call_functions("with the other common modules plugged in", sample, Host(modules=everything))


def _call_functions(title: str, sources: list[str], host: Host) -> None:
    ends: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    methods = pure = 0
    for source in sources:
        surveyed = survey(source, host=host)
        outside.update(name.split(".")[0].split("(")[0] for names in surveyed.values() for name in names)
        methods += len(surveyed)
        inside = {name for name, names in surveyed.items() if not names}
        pure += len(inside)
        for method in parse(source).methods:
            if method.name in inside and method.kind == "function":
                ends[_end(_called(source, method, host))] += 1
    total = sum(ends.values())
    print(f"{title}: {methods:,} methods")
    print(f"  nothing outside the subset: {pure:,} = {100 * pure / max(1, methods):.1f} %, {total:,} of them functions")
    print("  these called with simple values:")
    for end, count in ends.most_common():
        print(f"  {end:<32}{count:>7,}{100 * count / max(1, total):>7.1f} %")
    print("  outside the subset most often:", ", ".join(f"{name} {count}" for name, count in outside.most_common(12)))
    print()


def _called(source: str, method: Method, host: Host) -> Result:
    arguments = [_argument(parameter.name) for parameter in method.parameters if parameter.default is None]
    return execute(source, method.name, arguments, LIMITS, host=host, stop_on_compile_errors=False)


def _argument(name: str) -> object:
    """A simple value that fits the name of a parameter more often than not."""
    lowered = name.lower()
    if lowered.startswith(("массив", "список", "значения", "строки")):
        return ["Первый", "Второй"]
    if lowered.startswith(("структура", "параметры", "настройки", "данные")):
        return {"Имя": "Значение", "Количество": 1}
    if lowered.startswith(("число", "количество", "номер", "индекс", "длина", "сумма", "размер")):
        return 3
    if lowered.startswith(("это", "есть", "использовать", "только")):
        return True
    return "Строка, Текст"


def _end(result: Result) -> str:
    if result.outside:
        return "outside the subset"
    if result.error is None:
        return "ended"
    return f"stopped: {result.error.kind} {result.error.limit}".strip()


# 2. Tests of OneScript


class Runner(BslObject):
    """What OneScript's tests call ``юТест``: the assertions that they use."""

    type_name = "ЮнитТестирование"

    def call(self, name: str, arguments: Sequence[Value], machine: Machine) -> Value:
        """Check what the test says; a failed check is an exception of the program."""
        values = [None if value is SKIPPED else value for value in arguments]
        if name == "тестпройден":
            return None
        if name in ("тестпровален", "прерватьтест"):
            raise Failure(f"провален: {to_text(values[0]) if values else ''}")
        held = _holds(name, values)
        if held is None:
            raise OutsideSubset(f"юТест.{name}")
        if not held:
            raise Failure(f"провален: {name}({', '.join(repr(value) for value in values[:2])})")
        return None


def _holds(name: str, values: list[Value]) -> bool | None:
    first, second = [*values, None, None][:2]
    if name in ("проверить", "проверитьистину"):
        return to_boolean(first)
    if name == "проверитьложь":
        return not to_boolean(first)
    if name == "проверитьравенство":
        return equal(first, second)
    if name == "проверитьнеравенство":
        return not equal(first, second)
    if name in ("проверитьвхождение",):
        return to_text(second) in to_text(first)
    if name == "проверитьтип":
        return type_name_of(first) == to_text(getattr(second, "name", second))
    if name == "проверитьзаполненность":
        return bool(first)
    return None


def onescript_tests(folder: Path) -> None:
    """Run each test of each file that has a list of tests."""
    ends: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    failed: list[str] = []
    for path in sorted(folder.glob("*.os")):
        source = decode_module(path.read_bytes())
        for name in _listed_tests(source):
            wrapper = f"Процедура ЗапускТеста(Т)\nПолучитьСписокТестов(Т);\n{name}();\nКонецПроцедуры\n"
            wrapped = source.replace("Функция ПолучитьСписокТестов", f"{wrapper}Функция ПолучитьСписокТестов")
            result = _run_test(wrapped)
            end = _end(result)
            ends[end] += 1
            outside[result.outside] += bool(result.outside)
            if end.startswith("stopped") and result.error is not None:
                failed.append(f"  {path.name}:{result.error.line} {name}: {result.error.message_ru[:150]}")
    print(f"tests of OneScript: {sum(ends.values())}")
    for end, count in ends.most_common():
        print(f"  {end:<32}{count:>7,}")
    print("  outside the subset most often:", ", ".join(f"{name} {count}" for name, count in outside.most_common(12)))
    print("\n".join(failed) if VERBOSE else "  (--list shows those that stopped)")
    print()


def _run_test(source: str) -> Result:
    return execute(
        source, "ЗапускТеста", [Runner()], LIMITS, host=Host(seed=1), dialect="onescript", stop_on_compile_errors=False
    )


def _listed_tests(source: str) -> list[str]:
    """Names of procedures without parameters that are named as tests are."""
    return (
        [
            method.name
            for method in parse(source, "onescript").methods
            if method.name.lower().startswith("тест") and not method.parameters and method.kind == "procedure"
        ]
        if "получитьсписоктестов" in source.lower()
        else []
    )


# 3. Speed

PROGRAMS: Final = {
    "loop with arithmetic": ("Ф", 100_000),
    "recursion": ("Фиб", 20),
    "sorting an array": ("Сорт", 300),
    "building a string": ("Текст", 30_000),
}
SOURCE: Final = """
Функция Ф(Н)
    С = 0;
    Для Сч = 1 По Н Цикл
        С = С + Сч * 2;
        Если С % 3 = 0 Тогда
            С = С - 1;
        КонецЕсли;
    КонецЦикла;
    Возврат С;
КонецФункции
Функция Фиб(Н)
    Если Н < 2 Тогда
        Возврат Н;
    КонецЕсли;
    Возврат Фиб(Н - 1) + Фиб(Н - 2);
КонецФункции
Функция Сорт(Н)
    М = Новый Массив(Н);
    Для К = 0 По Н - 1 Цикл
        М[К] = (К * 7919) % Н;
    КонецЦикла;
    Для А = 0 По Н - 2 Цикл
        Для Б = 0 По Н - 2 - А Цикл
            Если М[Б] > М[Б + 1] Тогда
                Т = М[Б];
                М[Б] = М[Б + 1];
                М[Б + 1] = Т;
            КонецЕсли;
        КонецЦикла;
    КонецЦикла;
    Возврат М;
КонецФункции
Функция Текст(Н)
    Т = "";
    Для К = 1 По Н Цикл
        Т = Лев(Т, 20) + Формат(К, "ЧГ=0") + ";";
    КонецЦикла;
    Возврат СтрДлина(Т);
КонецФункции
"""


def speed() -> None:
    """Print statements a second."""
    for title, (name, size) in PROGRAMS.items():
        started = time.perf_counter()
        result = execute(SOURCE, name, [size])
        seconds = time.perf_counter() - started
        print(f"{title:<24}{result.counts.statements:>10,} statements{result.counts.statements / seconds:>12,.0f} /s")


if __name__ == "__main__":
    main()
