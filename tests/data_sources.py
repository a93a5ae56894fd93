"""A small source of each kind that ingest knows, with copies of one another, broken pieces and corrections of users."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from components.ingest.repositories import RepositoryAccess
from components.ingest.settings import IngestSettings
from components.ingest.stage import ingest_sources
from components.shared.ratings import GivenAnswer, Rating, open_ratings
from components.shared.records import Record, read_records
from tests.git_host import packed

SAMPLE = Path("datasets/sample_configuration/designer")
PATTERNS = Path("datasets/patterns")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CONTRIBUTORS = ("ivanov", "petrova")

EXAMPLE = """# Сумма {number}

- Вид: написать
- Модуль: общий модуль
- Контекст: сервер
- Автор: Иван
- Лицензия: MIT

## Задание

Напиши функцию, которая складывает два числа и прибавляет {number}.

## Решение

```bsl
Функция Сумма{number}(А, Б)
\tИтог = А + Б;
\tВозврат Итог + {number};
КонецФункции
```

## Почему так

Имя функции говорит, что она делает, а лишних переменных нет.
"""


def method(number: int) -> str:
    """A method with a description, of which no two are alike."""
    lines = "".join(
        f"\tИтог = Итог + А{number} * {step + number} - {step} * Окр(Итог / {number + 2}, {step});\n"
        for step in range(2 + number % 5)
    )
    return (
        f"// Возвращает итог расчета номер {number} по всем ставкам.\n//\n"
        f"// Параметры:\n//  А{number} - Число - база.\n//\n// Возвращаемое значение:\n//  Число - итог.\n//\n"
        f"Функция Расчет{number}(А{number}) Экспорт\n\tИтог = 0;\n{lines}\tВозврат Итог;\nКонецФункции\n"
    )


def write_sources(root: Path) -> IngestSettings:
    """Write all sources; of each something is broken or a copy of another one's."""
    for write in (_modules, _patterns, _community, _public, _knowledge_base, _repository):
        write(root)
    settings = settings_of(root)
    _ratings(root, settings)
    return settings


def settings_of(root: Path, *, reverse: bool = False) -> IngestSettings:
    """The settings of sources that lie in this folder."""
    archives = {"names": ["owner/fine@v1", "owner/other@v1"], "host": "folder", "address": str(root / "archives")}
    sources: list[dict[str, object]] = [
        {"kind": "patterns", "path": str(root / "patterns")},
        {"kind": "community", "path": str(root / "community"), "max_per_user": 3},
        {"kind": "modules", "path": str(root / "modules"), "license": "Apache-2.0"},
        {"kind": "repository", "repositories": archives},
        {"kind": "templates", "count": 24, "seed": 1},
        {"kind": "public", "path": str(root / "public"), "license": "CC-BY-4.0"},
        {"kind": "knowledge_base"},
        {"kind": "corrections", "license": "MIT"},
    ]
    return IngestSettings.model_validate({"sources": sources[::-1] if reverse else sources, "context": {"entries": 8}})


def ingest(root: Path, corpus: Path, settings: IngestSettings) -> None:
    """Ingest the sources of a folder."""
    access = RepositoryAccess(folder=root / "kept archives")
    ingest_sources(
        corpus, settings, f"file:{root}/ratings", knowledge_base_url=f"file:{root}/base", repositories=access
    )


def rewrite_in_another_order(root: Path, copy: Path) -> None:
    """The same files, made in the opposite order: a folder may list its files by it."""
    files = sorted((path for path in root.rglob("*") if path.is_file()), reverse=True)
    for file in files:
        target = copy / file.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def _modules(root: Path) -> None:
    shutil.copytree(SAMPLE, root / "modules")
    (root / "modules/CommonModules/Сломанный/Ext").mkdir(parents=True)
    text = method(1) + "\nФункция Обрыв(\n\n" + method(2)
    (root / "modules/CommonModules/Сломанный/Ext/Module.bsl").write_text(text, encoding="utf-8")


def _patterns(root: Path) -> None:
    for file in sorted(PATTERNS.glob("*/*.md"))[::5]:
        (root / "patterns" / file.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, root / "patterns" / file.parent.name / file.name)


def _community(root: Path) -> None:
    for number, user in enumerate(CONTRIBUTORS * 2):
        (root / "community" / user).mkdir(parents=True, exist_ok=True)
        (root / "community" / user / f"Сумма{number}.md").write_text(EXAMPLE.format(number=number), encoding="utf-8")
    (root / "community/ivanov/Сломанный.md").write_text("# Без кода", encoding="utf-8")


def _public(root: Path) -> None:
    rows = [
        json.dumps({"instruction": f"Как вычислить {n}?", "output": method(n)}, ensure_ascii=False) for n in range(9)
    ]
    (root / "public").mkdir()
    (root / "public/a.jsonl").write_text("\n".join([*rows[:5], "{broken", *rows[5:]]), encoding="utf-8")
    table = "instruction;output\nЧто такое запрос?;Текст на языке запросов, длинный ответ.\nодна ячейка\n"
    (root / "public/b.csv").write_text(table + "Что такое модуль?;Место для кода, длинный ответ.\n", encoding="utf-8")


def _knowledge_base(root: Path) -> None:
    rows = [
        {
            "name": f"Расчет{n}",
            "description": "",
            "code_preview": method(n),
            "module_name": f"Расчеты{n}",
            "configuration_name": "Своя",
            "metadata_type": "ОбщийМодуль",
        }
        for n in range(4, 16)
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (root / "base").mkdir()
    (root / "base/methods.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _repository(root: Path) -> None:
    for name, numbers in (("fine", range(12, 24)), ("other", range(20, 30))):
        tree = root / "trees" / name
        tree.mkdir(parents=True)
        (tree / "LICENSE").write_text("under the MIT license", encoding="utf-8")
        for number in numbers:
            (tree / f"Модуль{number}.bsl").write_text(method(number), encoding="utf-8")
        (root / "archives/owner").mkdir(parents=True, exist_ok=True)
        (root / f"archives/owner/{name}@v1.tar.gz").write_bytes(packed(tree))
    shutil.rmtree(root / "trees")


def _ratings(root: Path, settings: IngestSettings) -> None:
    """Corrections of records of several sources, which must go where these records go."""
    corpus = root / "corpus.parquet"
    ingest(root, corpus, settings)
    records = [record for record in read_records(corpus) if record.instruction and record.task == "write"]
    corpus.unlink()
    for number, record in enumerate(_some(records, lambda record: record.source)):
        _rate(root, number, record)


def _some(records: list[Record], kind: Callable[[Record], str]) -> list[Record]:
    """The second record of each kind."""
    by_kind: dict[str, list[Record]] = {}
    for record in records:
        by_kind.setdefault(kind(record), []).append(record)
    return [found[1] for found in by_kind.values()]


def _rate(root: Path, number: int, record: Record) -> None:
    code = method(100 + number)
    store = open_ratings(f"file:{root}/ratings")
    asked = {"user_query": record.instruction, "generated_code": "А = ;", "timestamp": NOW, "user": f"user {number}"}
    answer_id = f"answer {number}"
    versions = {"assigned_version": "v1", "served_version": "v1"}
    store.add_answer(
        GivenAnswer.model_validate(
            {**asked, **versions, "answer_id": answer_id, "name": "bsl-coder", "record_id": record.id}
        )
    )
    rated = {"user_rating": 1, "version": "v1", "answer_id": answer_id, "corrected_code": code}
    store.add_rating(Rating.model_validate({**asked, **rated}))
