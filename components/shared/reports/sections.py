"""The chapters of the report; each takes one summary and leaves out what is not known."""

from collections.abc import Callable, Mapping
from html import escape

from components.shared.privacy import title_of
from components.shared.reports.code import answer_block
from components.shared.reports.composition import composition
from components.shared.reports.markup import (
    category,
    difference,
    duration,
    measure_name,
    measured,
    number,
    paragraph,
    percent,
    section,
    signed,
    size,
    source,
    table,
)
from components.shared.reports.plots import learning_curves, share_bar, share_intervals
from components.shared.reports.reading import reading
from components.shared.reports.told import told
from components.shared.reports.words import BANDS, FATES, SOURCES
from components.shared.summaries import (
    Answer,
    BaseModelSummary,
    CurateSummary,
    Drop,
    EvaluateSummary,
    GateSummary,
    IngestSummary,
    Measure,
    QuantizeSummary,
    ReleaseSummary,
    SplitSummary,
    TrainSummary,
)


def origin(ingested: IngestSummary) -> str:
    """Where the data came from, and what was left out at the door."""
    rows = [
        (
            source(item.kind) + (f"<br><small>{escape(item.path)}</small>" if item.path else ""),
            escape(item.configuration or item.repository or "—"),
            escape(item.license or "—"),
            number(item.methods),
            number(item.records),
        )
        for item in ingested.sources
    ]
    return section(
        "Откуда данные",
        table(("Источник", "Конфигурация", "Лицензия", "Методов и шаблонов", "Примеров"), rows, numeric_from=3),
        reading(ingested.sources),
        told(ingested.sources),
        *(
            _fates(f"{SOURCES.get(item.kind, item.kind)}: что не вошло", item.dropped)
            for item in ingested.sources
            if item.dropped
        ),
        _places(ingested.drops),
        anchor="origin",
    )


def curation(curated: CurateSummary) -> str:
    """What was kept, and what was dropped for which reason."""
    total = sum(curated.fates.values())
    kept = number(curated.fates.get("kept", 0))
    text = f"Из {number(total)} примеров оставлено {kept}. У каждого отброшенного — одна причина."
    if curated.renamed_copies:
        text += f" Среди оставленных {number(curated.renamed_copies)} повторяют другие с точностью до имён."
    dropped = {name: count for name, count in curated.fates.items() if name != "kept"}
    return section(
        "Отбор",
        paragraph(text),
        _fates("Причины", dropped, folded=False),
        _rules(
            "Секреты, невидимые символы и расширение прав: сколько примеров отброшено по какому правилу", curated.rules
        ),
        _places(curated.drops),
        _rules("Личные данные: сколько мест заменено", curated.redacted),
        _places(curated.redactions, "Что заменено: места"),
        anchor="curation",
    )


def mix(splits: SplitSummary) -> str:
    """Sizes of the splits and the mix of categories against the wished one."""
    names = ("train", "validation", "test")
    total = max(1, splits.train + splits.validation + splits.test)
    rows = []
    for name, target in splits.mix_target.items():
        counts = [splits.by_category.get(split, {}).get(name, 0) for split in names]
        share = sum(counts) / total
        rows.append(
            (category(name), *map(number, counts), percent(share), percent(target, 0), share_bar(share, target))
        )
    rows.append(("<b>Всего</b>", number(splits.train), number(splits.validation), number(splits.test), "", "", ""))
    heads = ("Категория", "Обучение", "Проверка", "Тест", "Доля", "Цель", "")
    about = (
        "Примеры одного модуля всегда попадают в одну часть: тест не содержит модулей, на которых модель училась. "
        "Черта на полосе — желаемая доля."
    )
    return section(
        "Состав и разбиение",
        paragraph(about),
        table(heads, rows),
        *composition(splits),
        _certificate(splits),
        _fates("Отложено из обучения", splits.quarantined),
        anchor="mix",
    )


def training(trained: TrainSummary) -> str:
    """The learning curves and what they say."""
    band = BANDS.get(trained.verdict, trained.verdict)
    how = "LoRA" if trained.method == "lora" else "все веса"
    facts = (
        f"Способ: {how}; обучаемых параметров {number(trained.trainable_parameters)}. "
        f"Шагов {number(trained.steps)}, эпох {number(trained.epochs, 1)}, токенов {number(trained.tokens)}, "
        f"из них с ответом {number(trained.label_tokens)}. Устройство: {trained.device}. "
        f"Время: {duration(trained.seconds)}."
    )
    best = (
        f"Лучшая потеря на проверке {number(trained.best_validation_loss, 3)} — на шаге {trained.best_step}; "
        f"сохранён адаптер этого шага. Оценка по перплексии: {band}."
    )
    warning = paragraph("Потеря на проверке растёт: модель переобучается.", "warn") if trained.overfitting else ""
    curves = learning_curves(
        [(float(point.step), point.loss) for point in trained.curve],
        [(float(point.step), point.loss) for point in trained.validation],
        trained.best_step,
    )
    return section(
        "Обучение",
        paragraph(facts),
        curves,
        paragraph(best),
        warning,
        _fates("Не поместились в обучение", trained.left_out),
        anchor="training",
    )


def comparison(evaluation: EvaluateSummary) -> str:
    """Base against tuned: the table, the plot of shares, categories and sources."""
    rows = [_measure_row(row) for row in evaluation.measures]
    heads = ("Показатель", "Базовая", "Обученная", "Разница (95 %)", "Относительно", "Значимо")
    shares = [
        (measure_name(row), row.base, row.tuned)
        for row in evaluation.measures
        if row.unit == "share" and row.base and row.tuned
    ]
    about = f"Обе модели ответили на одни и те же {number(evaluation.records)} задач, которых не было в обучении."
    return section(
        "Базовая модель и обученная",
        paragraph(about),
        table(heads, rows),
        share_intervals(shares),
        "<h3>Синтаксически верный код по категориям</h3>",
        _groups(evaluation.by_category, "Категория", category),
        "<h3>По источникам</h3>",
        _groups(evaluation.by_source, "Источник", source),
        anchor="comparison",
    )


def verdict(gated: GateSummary) -> str:
    """What the quality gate said and why."""
    word = paragraph(
        "Допущена к выпуску." if gated.passed else "Не допущена к выпуску.", "good" if gated.passed else "bad"
    )
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in gated.reasons)
    return section("Решение шлюза качества", word, f"<ul>{reasons}</ul>", anchor="gate")


def answers(evaluation: EvaluateSummary, most: int) -> str:
    """Answers of both models side by side, findings marked in the code."""
    chosen = _varied(evaluation.answers, most)
    parts = [_answer(item, first=index == 0) for index, item in enumerate(chosen)]
    shown = f"Показано {len(chosen)} из {len(evaluation.answers)}."
    about = f"{shown} Замечания стоят под строкой, к которой относятся."
    return section("Ответы рядом", paragraph(about), *parts, anchor="answers") if chosen else ""


def quantization(small: QuantizeSummary) -> str:
    """Size and speed before and after quantization, and what was lost."""
    rows = [
        ("Размер весов", size(small.bytes_before), size(small.bytes_after)),
        ("Перплексия", number(small.perplexity_before, 4), number(small.perplexity_after, 4)),
        ("Синтаксически верный код", percent(small.syntax_before), percent(small.syntax_after)),
        (
            "Скорость, токенов в секунду",
            number(small.tokens_per_second_before),
            number(small.tokens_per_second_after),
        ),
    ]
    agreement = (
        f"Следующий токен совпадает в {percent(small.top1_agreement)} мест. "
        f"Судили по {small.judged_records} примерам после чтения с диска."
    )
    emulated = (
        paragraph(
            "Арифметика эмулирована: веса распакованы в bf16. На сервере с 8-битным ядром скорость будет другой.",
            "note",
        )
        if small.arithmetic == "emulated"
        else ""
    )
    return section(
        f"Сжатие: {small.format}",
        table(("", "До", "После"), rows),
        paragraph(agreement),
        emulated,
        anchor="quantization",
    )


def provenance(
    base: BaseModelSummary | None,
    splits: SplitSummary | None,
    trained: TrainSummary | None,
    released: ReleaseSummary | None,
) -> str:
    """Digests and licences: what exactly this run was made of."""
    rows: list[tuple[str, str]] = []
    if base:
        named = f"{base.name} {base.revision}".strip()
        rows.append(
            ("Базовая модель", f"{escape(named)}, {number(base.parameters)} параметров, {escape(base.architecture)}")
        )
        rows.append(
            ("Её лицензия и контрольная сумма", f"{escape(base.license)}<br><code>{escape(base.digest)}</code>")
        )
    if splits:
        licenses = ", ".join(f"{escape(name)}: {number(count)}" for name, count in splits.by_license.items())
        rows.append(("Лицензии примеров", licenses))
        rows.append(("Контрольная сумма набора", f"<code>{escape(splits.digest)}</code>"))
    if trained:
        rows.append(("Контрольная сумма адаптера", f"<code>{escape(trained.adapter_sha256)}</code>"))
    if released:
        rows.append(
            ("Версия", f"{escape(released.name)} {escape(released.version)}<br><code>{escape(released.digest)}</code>")
        )
    return section("Происхождение", table(("", ""), rows, numeric_from=2), anchor="provenance") if rows else ""


def _certificate(splits: SplitSummary) -> str:
    """Whether test has twins in training, in one paragraph."""
    proof = splits.certificate
    if proof is None:
        return ""
    likest = (
        f"меньше {number(proof.similarity_searched_from, 2)}"
        if proof.max_similarity is None
        else number(proof.max_similarity, 4)
    )
    return paragraph(
        f"Двойников теста в обучении нет: каждый из {number(proof.train)} примеров обучения сравнён с каждым из "
        f"{number(proof.test)} примеров теста, и отложено {number(sum(splits.quarantined.values()))} слишком похожих "
        f"на проверку или тест. Из оставшихся самый похожий на пример теста имеет с ним сходство {likest} (доля общих "
        f"пятёрок лексем), самый составной повторяет куски теста на {percent(proof.max_containment)} (доля его "
        f"отрезков из 13 лексем). Контрольная сумма свидетельства: {proof.digest}."
    )


def _measure_row(row: Measure) -> tuple[str, ...]:
    name = escape(measure_name(row))
    note = f"<br><small>{escape(row.note)}</small>" if row.note else ""
    if not row.measured:
        return (name + note, '<span class="muted">не измеряется</span>', "—", "—", "—", "—")
    relative = f"{signed(row.relative_percent)} %" if row.relative_percent is not None else "—"
    significant = {True: "да", False: "нет", None: "—"}[row.significant]
    return (name + note, measured(row, row.base), measured(row, row.tuned), difference(row), relative, significant)


def _groups(groups: Mapping[str, Mapping[str, float]], head: str, name: Callable[[str], str]) -> str:
    rows = [
        (
            name(key),
            number(value.get("n", 0)),
            percent(value.get("base", 0.0)),
            percent(value.get("tuned", 0.0)),
            share_bar(value.get("tuned", 0.0)),
        )
        for key, value in groups.items()
    ]
    return table((head, "Задач", "Базовая", "Обученная", ""), rows)


def _fates(title: str, fates: Mapping[str, int], folded: bool = True) -> str:
    rows = [
        (escape(FATES.get(name, name)), number(count)) for name, count in sorted(fates.items(), key=lambda p: -p[1])
    ]
    if not rows:
        return ""
    inner = table(("Причина", "Сколько"), rows)
    return f"<details><summary>{escape(title)}</summary>{inner}</details>" if folded else inner


def _rules(title: str, counts: Mapping[str, int]) -> str:
    rows = [(escape(title_of(rule)), number(count)) for rule, count in sorted(counts.items(), key=lambda p: -p[1])]
    return f"<details><summary>{title}</summary>{table(('Правило', 'Сколько'), rows)}</details>" if rows else ""


def _places(drops: tuple[Drop, ...], title: str = "Места") -> str:
    rows = [
        (f"<code>{escape(drop.path)}{f':{drop.line}' if drop.line else ''}</code>",
         escape(FATES.get(drop.reason, title_of(drop.reason))), escape(drop.detail))
        for drop in drops
    ]  # fmt: skip
    if not rows:
        return ""
    inner = table(("Место", "Причина", "Подробности"), rows, numeric_from=9)
    return f"<details><summary>{title} (первые {len(rows)})</summary>{inner}</details>"


def _varied(items: tuple[Answer, ...], most: int) -> list[Answer]:
    """Answers of as many categories as possible: the first of each, then the second of each."""
    by_category: dict[str, list[Answer]] = {}
    for item in items:
        by_category.setdefault(item.category, []).append(item)
    rounds = max((len(group) for group in by_category.values()), default=0)
    mixed = [group[index] for index in range(rounds) for group in by_category.values() if index < len(group)]
    return mixed[:most]


def _answer(item: Answer, first: bool) -> str:
    tags = f"{category(item.category)} · {source(item.source)}"
    sides = "".join(
        f"<div><h4>{name} {_state(errors, stopped)}</h4>{answer_block(text, errors)}</div>"
        for name, text, errors, stopped in (
            ("Базовая", item.base, item.base_errors, item.base_stopped),
            ("Обученная", item.tuned, item.tuned_errors, item.tuned_stopped),
        )
    )
    reference = f"<details><summary>Образец</summary>{answer_block(item.reference, ())}</details>"
    opened = " open" if first else ""
    return (
        f'<details class="task"{opened}><summary>{escape(item.instruction)}<small>{tags}</small></summary>'
        f'<div class="sides">{sides}</div>{reference}</details>'
    )


def _state(errors: tuple[str, ...], stopped: bool) -> str:
    if errors:
        return f'<span class="tag bad">замечаний: {len(errors)}</span>'
    return '<span class="tag good">без замечаний</span>' if stopped else '<span class="tag note">оборван</span>'
