import subprocess
from pathlib import Path

import pytest

from components.ingest.repositories import RepositoryAccess, read_repositories
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.archives.settings import RepositorySettings
from components.shared.bsl import parse
from components.shared.context.settings import ContextSettings
from components.shared.errors import BadInput
from components.shared.progress import silent
from components.shared.records import Record

BAD = "Функция Доля(А, Б) Экспорт\n\tВозврат А / Б;\nКонецФункции\n\nПроцедура Рядом()\n\tДело();\nКонецПроцедуры\n"
GOOD = BAD.replace("\tВозврат", "\tЕсли Б = 0 Тогда\n\t\tВозврат 0;\n\tКонецЕсли;\n\tВозврат")


def git(folder: Path, *arguments: str) -> str:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    author = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *author, *arguments], cwd=folder, env=environment, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    module = work / "CommonModules/Общий/Module.bsl"
    module.parent.mkdir(parents=True)
    git(work, "init")
    versions = [(BAD, "Новый модуль"), (GOOD, "Исправлена ошибка: деление на ноль"), (GOOD + "//\n", "Исправлено ещё")]
    (work / "LICENSE").write_text("under the MIT license", encoding="utf-8")
    for text, message in [*versions, (GOOD.replace("Дело", "Труд"), "Переименование")]:
        module.write_text(text, encoding="utf-8")
        git(work, "add", ".")
        git(work, "commit", "-m", message)
    git(tmp_path, "clone", "--bare", str(work), "bare.git")
    return tmp_path / "bare.git"


def read(*folders: Path | str, **choices: object) -> tuple[list[Record], Tally]:
    tally = Tally()
    values = {"history": [str(folder) for folder in folders], **choices}
    source = SourceSettings(kind="repository", repositories=RepositorySettings.model_validate(values))
    return list(read_repositories(source, 2**20, ContextSettings(), RepositoryAccess(), tally, silent)), tally


def test_a_fix_becomes_a_pair_of_versions(bare: Path) -> None:
    (record,), _ = read(bare)
    assert record.instruction == "Исправь функцию Доля: Исправлена ошибка: деление на ноль"
    assert (record.task, record.generator, record.license) == ("fix", "history", "MIT")
    assert record.commit == git(bare, "log", "--format=%H", "--grep=деление")
    assert (record.module_key, record.path) == ("CommonModule.Общий.Module", "CommonModules/Общий/Module.bsl")
    before = record.input.removeprefix("```bsl\n").removesuffix("\n```")
    assert "Если" not in before
    assert "Если" in record.output
    assert not parse(before).errors
    assert not parse(record.output).errors


def test_a_rework_of_many_methods_is_no_fix_and_each_of_them_is_counted(tmp_path: Path) -> None:
    before = "".join(f"Процедура П{n}()\n\tДело({n});\nКонецПроцедуры\n" for n in range(6))
    git(tmp_path, "init")
    for text, message in [(before, "Новый"), (before.replace("Дело", "Труд"), "Исправлены имена")]:
        (tmp_path / "Модуль.bsl").write_text(text, encoding="utf-8")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-m", message)
    records, tally = read(tmp_path)
    assert not records
    assert (tally.methods, tally.dropped["many_methods_changed"]) == (6, 6)


def test_nothing_of_the_repository_is_run_or_believed(bare: Path, tmp_path: Path) -> None:
    expected, _ = read(bare)
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n", encoding="utf-8")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "diff.external", "diff.x.textconv", "core.sshCommand", "gpg.program"):
        git(bare, "config", key, str(trap))
    git(bare, "config", "core.hooksPath", str(tmp_path))
    git(bare, "config", "log.showSignature", "true")
    (bare / "info/attributes").write_text("*.bsl diff=x\n", encoding="utf-8")
    assert read(bare)[0] == expected
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("head", ["ref: refs/heads/none", "--output=/tmp/x", "ref: ../../../etc/passwd", "d" * 40])
def test_a_head_that_is_no_commit_is_refused(bare: Path, head: str) -> None:
    (bare / "HEAD").write_text(f"{head}\n", encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be read"):
        read(bare)


def test_a_folder_without_a_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="repository_not_found"):
        read(tmp_path)


def test_time_and_commits_are_budgets(bare: Path) -> None:
    with pytest.raises(BadInput, match="history_unreadable"):
        read(bare, max_history_seconds=1e-6)
    with pytest.raises(BadInput, match="none of"):
        read(bare, max_commits=1)
