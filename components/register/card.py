"""The model card: what a version is, what it was made from and what it is worth, in Russian and then in English."""

import json
from collections.abc import Callable
from typing import Literal

from components.register.markdown import block, bullets, counts, interval, table
from components.shared.reports.words import MEASURES
from components.shared.summaries import (
    BaseModelSummary,
    CurateSummary,
    EvaluateSummary,
    GateSummary,
    IngestSummary,
    Measure,
    QuantizeSummary,
    SplitSummary,
    TrainSummary,
)
from components.shared.versions import VersionRecord

Language = Literal["ru", "en"]
Say = Callable[[str, str], str]  # the words of a language: say("по-русски", "in English")

OPEN_LICENSES = ("Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CC-BY-4.0", "Unlicense", "0BSD")


def write_card(record: VersionRecord) -> str:
    """The card of a version that has just been numbered, as Markdown."""
    parts = [f"# {record.name} {record.version}", *_card(record, "ru"), "---", *_card(record, "en"), "---"]
    parts += ["## Настройки · Settings", block(json.dumps(record.settings, ensure_ascii=False, indent=1))]
    parts += ["## Файлы · Files", _files(record)]
    return "\n\n".join(parts) + "\n"


def write_base_card(record: VersionRecord) -> str:
    """The card of a base model, as Markdown."""
    base = BaseModelSummary.model_validate(record.summaries["base_model"])
    parts = [f"# {record.name} {record.version}"]
    for say in (_russian, _english):
        rows = [
            (say("Модель", "Model"), f"{base.name} @ {base.revision}" if base.revision else base.name),
            (say("Архитектура", "Architecture"), base.architecture),
            (say("Параметров", "Parameters"), f"{base.parameters:,}".replace(",", " ")),
            (say("Лицензия", "Licence"), ", ".join(record.licenses["base"])),
        ]
        purpose = say(
            "Базовая модель, с которой сравнивают дообученные версии и которая отвечает вместо них при сбое.",
            "The base model that tuned versions are compared with and that answers when one of them fails.",
        )
        parts += [purpose, table(None, rows), "---"]
    return "\n\n".join([*parts, "## Файлы · Files", _files(record)]) + "\n"


def _card(record: VersionRecord, language: Language) -> list[str]:
    say = _russian if language == "ru" else _english
    summaries = record.summaries
    base = BaseModelSummary.model_validate(summaries["base_model"])
    train = TrainSummary.model_validate(summaries["train"])
    evaluate = EvaluateSummary.model_validate(summaries["evaluate"])
    quantize = QuantizeSummary.model_validate(summaries["quantize"])
    return [
        *_what_it_is(record, base, train, quantize, say),
        *_data(record, say),
        *_training(train, say),
        *_scores(evaluate, GateSummary.model_validate(summaries["gate"]), say),
        *_quantization(quantize, say),
        *_limits(record, base, evaluate, say),
    ]


def _russian(russian: str, english: str) -> str:
    return russian


def _english(russian: str, english: str) -> str:
    return english


def _what_it_is(
    record: VersionRecord, base: BaseModelSummary, train: TrainSummary, quantize: QuantizeSummary, say: Say
) -> list[str]:
    tiny = say(
        "> **Это крошечная модель: доказательство того, что конвейер работает. Писать полезный код она не умеет.**",
        "> **This is a tiny model: proof of the machinery, no useful coder.**",
    )
    name = f"{base.name} @ {base.revision}" if base.revision else base.name
    rows = [
        (say("Базовая модель", "Base model"), f"{name}, {record.base_version}"),
        (say("Архитектура", "Architecture"), base.architecture),
        (say("Параметров", "Parameters"), f"{base.parameters:,}".replace(",", " ")),
        (say("Лицензия базовой модели", "Licence of the base model"), ", ".join(record.licenses["base"])),
        (
            say("Дообучение", "Tuning"),
            say("LoRA", "LoRA") if train.method == "lora" else say("все веса", "all weights"),
        ),
        (say("Формат весов", "Format of the weights"), quantize.format),
        (say("Создана", "Created"), record.created_at.strftime("%Y-%m-%d %H:%M UTC")),
        (say("Распространение", "Distribution"), _distribution(record, say)),
    ]
    purpose = say(
        "Модель, дообученная писать код на языке 1С:Предприятие (BSL) по описанию задачи на русском языке.",
        "A model tuned to write 1C:Enterprise code (BSL) from a task described in Russian.",
    )
    title = say("## Что это", "## What it is")
    return [title, *([tiny] if base.tiny else []), purpose, table(None, rows)]


def _distribution(record: VersionRecord, say: Say) -> str:
    closed = [name for name in record.licenses["data"] if name not in OPEN_LICENSES]
    if not closed:
        return say("данные под открытыми лицензиями", "the data is under open licences")
    return say(
        f"**только внутри организации**: в данных есть {', '.join(closed)}",
        f"**internal only**: the data holds {', '.join(closed)}",
    )


def _data(record: VersionRecord, say: Say) -> list[str]:
    ingest = IngestSummary.model_validate(record.summaries["ingest"])
    curate = CurateSummary.model_validate(record.summaries["curate"])
    split = SplitSummary.model_validate(record.summaries["split"])
    head = [
        say("Источник", "Source"), say("Конфигурация", "Configuration"), say("Хранилище", "Repository"), "Commit",
        say("Лицензия", "Licence"), say("Записей", "Records"),
    ]  # fmt: skip
    sources = [
        (f"{it.kind} {it.path}", it.configuration, it.repository, it.commit[:12], it.license, str(it.records))
        for it in ingest.sources
    ]
    sizes = say(
        f"Записей: обучение {split.train}, проверка {split.validation}, тест {split.test}. "
        f"Собрано {ingest.records}, оставлено {curate.fates.get('kept', 0)}. Дайджест данных `{split.digest}`.",
        f"Records: train {split.train}, validation {split.validation}, test {split.test}. "
        f"Ingested {ingest.records}, kept {curate.fates.get('kept', 0)}. Digest of the data `{split.digest}`.",
    )
    dropped = counts({fate: count for fate, count in curate.fates.items() if fate != "kept"})
    train = split.by_category.get("train", {})
    return [
        say("## Данные", "## Data"),
        table(head, sources),
        sizes,
        say("Отброшено по причинам: ", "Dropped, by reason: ") + (dropped or say("ничего.", "nothing.")),
        say("Категории обучения: ", "Categories of train: ") + counts(train),
        say("Лицензии записей: ", "Licences of the records: ") + counts(split.by_license),
        say(
            "Авторы источников, перечисленных выше, указаны по условиям их лицензий (для CC BY это обязательно).",
            "The sources above are named as their licences ask (CC BY makes it a duty).",
        ),
    ]


def _training(train: TrainSummary, say: Say) -> list[str]:
    first = train.curve[0].loss if train.curve else float("nan")
    last = train.curve[-1].loss if train.curve else float("nan")
    facts = say(
        f"Шагов {train.steps}, эпох {train.epochs:.2f}, записей {train.records}, устройство {train.device}, "
        f"{train.seconds:.0f} с. Потери {first:.3f} → {last:.3f}, лучшие на проверке {train.best_validation_loss:.3f} "
        f"на шаге {train.best_step}. Переобучение: {'замечено' if train.overfitting else 'не замечено'}.",
        f"Steps {train.steps}, epochs {train.epochs:.2f}, records {train.records}, device {train.device}, "
        f"{train.seconds:.0f} s. Loss {first:.3f} → {last:.3f}, best validation loss {train.best_validation_loss:.3f} "
        f"at step {train.best_step}. Overfitting: {'seen' if train.overfitting else 'not seen'}.",
    )
    left_out = counts(train.left_out)
    more = [say("Не вошли в обучение: ", "Left out of training: ") + left_out] if left_out else []
    return [say("## Обучение", "## Training"), facts, *more]


def _scores(evaluate: EvaluateSummary, gate: GateSummary, say: Say) -> list[str]:
    head = [
        say("Показатель", "Measure"), say("База", "Base"), say("После дообучения", "Tuned"),
        say("Разница", "Difference"), say("Значимо", "Significant"),
    ]  # fmt: skip
    rows = [_score(measure, say) for measure in evaluate.measures]
    intro = say(
        f"На {evaluate.records} тестовых записях, в скобках 95 % интервалы; разница долей в процентных пунктах.",
        f"On {evaluate.records} test records, 95 % intervals in brackets; differences of shares in percentage points.",
    )
    verdict = say("Решение о выпуске:", "The gate's verdict (as written for 1C specialists):")
    return [say("## Оценка", "## Scores"), intro, table(head, rows), verdict, bullets(gate.reasons)]


def _score(measure: Measure, say: Say) -> tuple[str, ...]:
    name = say(*MEASURES[measure.key]) if measure.key in MEASURES else measure.key
    if not measure.measured:
        return (name, *[say("не измерялось", "not measured")] * 2, "", "")
    significant = {True: say("да", "yes"), False: say("нет", "no"), None: ""}[measure.significant]
    scale, unit = (100.0, " %") if measure.unit == "share" else (1.0, "")
    points = say(" п. п.", " pp") if measure.unit == "share" else ""
    return (
        name,
        interval(measure.base, scale, unit),
        interval(measure.tuned, scale, unit),
        interval(measure.difference, 1.0, points, sign="+"),
        significant,
    )


def _quantization(quantize: QuantizeSummary, say: Say) -> list[str]:
    change = 100 * (quantize.perplexity_after / quantize.perplexity_before - 1) if quantize.perplexity_before else 0.0
    head = ["", say("До", "Before"), say("После", "After")]
    rows = [
        (say("Размер, байт", "Size, bytes"), str(quantize.bytes_before), str(quantize.bytes_after)),
        (
            say("Перплексия", "Perplexity"),
            f"{quantize.perplexity_before:.4f}",
            f"{quantize.perplexity_after:.4f} ({change:+.2f} %)",
        ),
        (
            say("Ответы без ошибок разбора", "Answers without syntax errors"),
            f"{100 * quantize.syntax_before:.1f} %",
            f"{100 * quantize.syntax_after:.1f} %",
        ),
        (
            say("Токенов в секунду", "Tokens per second"),
            f"{quantize.tokens_per_second_before:.0f}",
            f"{quantize.tokens_per_second_after:.0f}",
        ),
    ]
    facts = say(
        f"Формат {quantize.format}, проверено после чтения с диска на {quantize.judged_records} записях; "
        f"совпадение следующего токена {100 * quantize.top1_agreement:.2f} %; арифметика: {quantize.arithmetic}.",
        f"Format {quantize.format}, judged after reload from disk on {quantize.judged_records} records; "
        f"equal next tokens {100 * quantize.top1_agreement:.2f} %; arithmetic: {quantize.arithmetic}.",
    )
    return [say("## Квантование", "## Quantization"), facts, table(head, rows)]


def _limits(record: VersionRecord, base: BaseModelSummary, evaluate: EvaluateSummary, say: Say) -> list[str]:
    missing = ", ".join(
        say(*MEASURES[row.key]) if row.key in MEASURES else row.key for row in evaluate.measures if not row.measured
    )
    limits = [
        say(
            "Ответ модели может быть синтаксически верным и при этом неправильным: его читает и проверяет человек.",
            "An answer may be well-formed and wrong all the same: a person reads and checks it.",
        ),
        say(
            "Сгенерированный код не исполнялся на платформе 1С.",
            "Generated code was not run on the 1C platform.",
        ),
    ]
    if missing:
        limits.append(say(f"Не измерялось: {missing}.", f"Not measured: {missing}."))
    if base.tiny:
        limits.append(
            say(
                "Крошечная модель знает только шаблоны, на которых обучена, и годится только для проверки конвейера.",
                "The tiny model knows nothing but the templates it was trained on; it serves to check the pipeline.",
            )
        )
    digests = [
        (say("Версия", "Version"), f"`{record.digest}`"),
        (say("Адаптер", "Adapter"), f"`{record.adapter_sha256}`"),
        (say("Данные", "Data"), f"`{record.dataset_digest}`"),
        (say("Базовая модель", "Base model"), f"`{base.digest}`"),
        (say("Шаблон диалога", "Chat template"), f"`{record.chat_template_sha256}`"),
    ]
    return [
        say("## Ограничения", "## Limits"),
        bullets(limits),
        say("## Дайджесты (SHA-256)", "## Digests (SHA-256)"),
        table(None, digests),
    ]


def _files(record: VersionRecord) -> str:
    rows = [(file.name, str(file.size), f"`{file.sha256}`") for file in record.manifest]
    return table(["", "bytes", "SHA-256"], rows)
