"""The data card: what is in the set, how it was made, what may be done with it; in Russian and English.

It begins with the front matter that Hugging Face reads, so the folder can be loaded, or uploaded, as it is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from components.shared.summaries import SplitSummary

_SPLITS = (("train", "train"), ("validation", "val"), ("test", "test"))
_SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"))
# Names that Hugging Face knows licences by; of all others it is told by name.
_HUB_LICENSES = {
    "Apache-2.0": "apache-2.0",
    "MIT": "mit",
    "CC-BY-4.0": "cc-by-4.0",
    "CC-BY-SA-4.0": "cc-by-sa-4.0",
    "CC0-1.0": "cc0-1.0",
    "BSD-3-Clause": "bsd-3-clause",
    "BSD-2-Clause": "bsd-2-clause",
    "MPL-2.0": "mpl-2.0",
    "ISC": "isc",
    "Unlicense": "unlicense",
}


def data_card(summary: SplitSummary, empty: frozenset[str]) -> str:
    """The card as Markdown.

    Args:
        summary: Sizes, mix, licences and certificate.
        empty: Files without a line, which nobody could load.
    """
    front = yaml.safe_dump(_front_matter(summary, empty), allow_unicode=True, sort_keys=False)
    return "\n".join([f"---\n{front}---", "", *_russian(summary), "", *_english(summary), ""])


def _front_matter(summary: SplitSummary, empty: frozenset[str]) -> dict[str, Any]:
    total = summary.train + summary.validation + summary.test
    return {
        "pretty_name": "BSL Foundry",
        "language": ["ru", "en"],
        **_license(summary.by_license),
        "task_categories": ["text-generation"],
        "tags": ["code", "1c", "bsl", "1c-enterprise"],
        "size_categories": [next((name for limit, name in _SIZES if total < limit), "n>10M")],
        "configs": [config for config in _configs() if not empty.intersection(_files_of(config))],
    }


def _license(by_license: Mapping[str, int]) -> dict[str, str]:
    only = next(iter(by_license)) if len(by_license) == 1 else ""
    if only in _HUB_LICENSES:
        return {"license": _HUB_LICENSES[only]}
    return {"license": "other", "license_name": only.lower() or "mixed", "license_link": "ATTRIBUTION.md"}


def _configs() -> list[dict[str, Any]]:
    # one format for all: `datasets` reads the whole folder with one of its readers, chosen by the first suffix
    whole = [{"split": split, "path": f"bsl_{name}.jsonl"} for split, name in _SPLITS]
    layouts = [
        {
            "config_name": layout,
            "data_files": [
                {"split": "train", "path": f"bsl_{layout}_train.jsonl"},
                {"split": "validation", "path": f"bsl_{layout}_val.jsonl"},
            ],
        }
        for layout in ("alpaca", "openai", "hf", "raw")
    ]
    return [{"config_name": "default", "default": True, "data_files": whole}, *layouts]


def _files_of(config: Mapping[str, Any]) -> list[str]:
    return [file["path"] for file in config["data_files"]]


def _russian(summary: SplitSummary) -> Iterator[str]:
    yield "# Набор примеров кода 1С (BSL)"
    yield ""
    yield (
        f"Задания и ответы на языке 1С:Предприятие для дообучения моделей: обучение {summary.train}, проверка "
        f"{summary.validation}, тест {summary.test}. Контрольная сумма: `{summary.digest}`."
    )
    yield ""
    yield _use_ru(summary)
    yield ""
    yield "## Состав"
    yield ""
    yield from _mix(summary, ("Категория", "Обучение", "Проверка", "Тест", "Цель"))
    yield ""
    if summary.deficits:
        yield (
            "Недостаёт до желаемого состава: "
            + "; ".join(f"{deficit.category} — {deficit.missing} ({deficit.filled_by})" for deficit in summary.deficits)
            + "."
        )
        yield ""
    yield "## Происхождение и лицензии"
    yield ""
    yield "У каждой записи указаны источник, место и лицензия; что требуется от распространителя, — в `ATTRIBUTION.md`."
    yield "Лицензия кластера копий — самая строгая из лицензий его членов."
    yield ""
    yield from _licenses(summary, "Лицензия", "Записей")
    yield ""
    yield "## Как сделан"
    yield ""
    yield (
        "Код разобран и проверен судьёй BSL; повторы и почти повторы удалены; записи с паролями, ключами и невидимыми "
        "символами отброшены; личные данные заменены на ничьи. Правила находят известные формы и не находят "
        "неизвестных: перед публикацией набор смотрит человек. Разбиение — по хешу ключа модуля."
    )
    yield ""
    if summary.written_by_models:
        yield f"Задание или ответ написаны моделью (метка `generated`, имя в `generator`): {_models(summary)}."
        yield ""
    yield from _certificate_ru(summary)
    yield "## Файлы"
    yield ""
    yield (
        "`train.parquet`, `validation.parquet`, `test.parquet`, `bsl_train.jsonl`, `bsl_val.jsonl`, `bsl_test.jsonl` — "
        "записи целиком; `bsl_alpaca_*`, `bsl_openai_*`, `bsl_hf_*` — раскладки для обучающих программ "
        "(`dataset_info.json` — для LLaMA-Factory); `bsl_raw_*` — код модулей без заданий; `dataset_stats.json` — "
        "счётчики; `manifest.json` — контрольные суммы."
    )


def _english(summary: SplitSummary) -> Iterator[str]:
    yield "# A data set of 1C:Enterprise code (BSL)"
    yield ""
    yield (
        f"Tasks and answers in the language of 1C:Enterprise for tuning models: train {summary.train}, validation "
        f"{summary.validation}, test {summary.test}. Digest: `{summary.digest}`."
    )
    yield ""
    yield _use_en(summary)
    yield ""
    yield "## Mix"
    yield ""
    yield from _mix(summary, ("Category", "Train", "Validation", "Test", "Target"))
    yield ""
    if summary.deficits:
        lacking = ", ".join(f"{deficit.category} {deficit.missing}" for deficit in summary.deficits)
        yield f"Lacking for the wished mix, never filled by repeating: {lacking}."
        yield ""
    yield "## Origin and licences"
    yield ""
    yield "Every record says its source, place and licence; `ATTRIBUTION.md`: what is asked of whoever passes it on."
    yield "Of copies of one text the strictest licence binds all."
    yield ""
    yield from _licenses(summary, "Licence", "Records")
    yield ""
    yield "## How it was made"
    yield ""
    yield (
        "Code is parsed and judged; duplicates and near-duplicates are removed; records with passwords, keys and "
        "hidden characters are dropped; personal data are replaced. Rules find the forms they know and no others: a "
        "person looks before a set is published. Splits are told by a hash of the module's key."
    )
    yield ""
    if summary.written_by_models:
        yield f"Task or answer written by a model (flag `generated`, its name in `generator`): {_models(summary)}."
        yield ""
    yield from _certificate_en(summary)


def _models(summary: SplitSummary) -> str:
    return ", ".join(f"`{name}` {count}" for name, count in summary.written_by_models.items())


def _use_ru(summary: SplitSummary) -> str:
    if summary.profile == "publish":
        return "Профиль `publish`: в наборе только то, что можно распространять."
    return "Профиль `internal`: **только внутри компании**, в наборе может быть код, который нельзя распространять."


def _use_en(summary: SplitSummary) -> str:
    if summary.profile == "publish":
        return "Profile `publish`: only what may be passed on."
    return "Profile `internal`: **for internal use only**, the set may hold code that must not be passed on."


def _mix(summary: SplitSummary, heads: tuple[str, ...]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for category, target in summary.mix_target.items():
        counts = (str(summary.by_category[split].get(category, 0)) for split, _ in _SPLITS)
        yield f"| {category} | {' | '.join(counts)} | {target:.0%} |"


def _licenses(summary: SplitSummary, license_word: str, records_word: str) -> Iterator[str]:
    yield f"| {license_word} | {records_word} |"
    yield "| --- | ---: |"
    for name, count in summary.by_license.items():
        yield f"| {name} | {count} |"


def _certificate_ru(summary: SplitSummary) -> Iterator[str]:
    proof = summary.certificate
    if proof:
        yield (
            f"Свидетельство: каждый пример обучения сравнён с каждым примером теста; наибольшее сходство "
            f"{_similarity(summary)}, наибольшая доля кусков теста {proof.max_containment}; отложено "
            f"{sum(summary.quarantined.values())}. Контрольная сумма: `{proof.digest}`."
        )
        yield ""


def _certificate_en(summary: SplitSummary) -> Iterator[str]:
    proof = summary.certificate
    if proof:
        yield (
            f"Certificate: every training record was compared with every one of test; greatest similarity "
            f"{_similarity(summary)}, greatest containment {proof.max_containment}; "
            f"{sum(summary.quarantined.values())} set aside. Digest: `{proof.digest}`."
        )


def _similarity(summary: SplitSummary) -> str:
    proof = summary.certificate
    if proof is None:
        return ""
    return f"< {proof.similarity_searched_from}" if proof.max_similarity is None else str(proof.max_similarity)
