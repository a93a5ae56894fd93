"""The help of a user's own platform: containers are made here in its layout, with pages of our own."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.shared.bsl.platform import help_file
from components.shared.bsl.platform.help_container import HelpFileError
from components.shared.bsl.platform.help_file import help_platform, import_help
from components.shared.bsl.platform.model import Arity, Side
from components.shared.bsl.platform.saved import SavedTablesError, save_platform
from components.shared.bsl.platform.tables import load_platform

NOTHING = 0x7FFFFFFF


def page(title: str, *chapters: str, owner: str = "", name: str = "", old: bool = False) -> str:
    """A page as newer help marks it, or as that of 8.3.5 did."""
    tag = "div" if old else "p"
    head = f'<{tag} class="V8SH_title">{owner}</{tag}><{tag} class="V8SH_heading">{name}</{tag}>' if owner else ""
    parts = []
    for chapter in chapters:
        heading, _, text = chapter.partition("|")
        before = '<div class="V8SH_chapter"> <p style="margin-top: 3px">' if old else '<p class="V8SH_chapter">'
        parts.append(f"{before}{heading}:</{tag}>{text}")
    body = f'<h1 class="V8SH_pagetitle">{title}</h1>{head}{"".join(parts)}<hr><a href="http://site">Сайт: Тип</a>'
    return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'


def rubric(text: str) -> str:
    return f'<div class="V8SH_rubric"><p style="margin-top: 0px">{text}</div>Тип: <a href="x">Число</a>. <br>Слова.'


PAGES = {
    "objects/Global context/methods/catalog1/Mix1.html": page(
        "Глобальный контекст.Смешать (Global context.Mix)",
        "Синтаксис|Смешать(&lt;Первое&gt;, &lt;Второе&gt;)",
        "Параметры|" + rubric("&lt;Первое&gt; (обязательный)") + rubric("&lt;Второе&gt; (необязательный)"),
        'Возвращаемое значение|Тип: <a href="y">Строка</a>, Неопределено. <br>Что вышло.',
        "Доступность|Тонкий клиент, сервер, толстый клиент.",
        'Использование в версии|<p class="V8SH_versionInfo">Доступен, начиная с версии 8.3.26.</p>',
        owner="Глобальный контекст (Global context)",
        name="Смешать (Mix)",
    ),
    "objects/Global context/methods/catalog1/All2.html": page(
        "Глобальный контекст.ВсеПодряд (Global context.Everything)",
        "Синтаксис|ВсеПодряд(&lt;Значение1&gt;,...,&lt;ЗначениеN&gt;)",
        "Параметры|" + rubric("&lt;Значение1&gt;,...,&lt;ЗначениеN&gt; (обязательный)"),
    ),
    "objects/Global context/methods/catalog1/Ten3.html": page(
        "Глобальный контекст.ДоДесяти (Global context.UpToTen)",
        "Синтаксис|ДоДесяти(&lt;Шаблон&gt;, &lt;Значение1-Значение10&gt;)",
        "Параметры|"
        + rubric("&lt;Шаблон&gt; (обязательный)")
        + rubric("&lt;Значение1-Значение10&gt; (необязательный)"),
    ),
    "objects/Global context/properties/Basket4.html": page(
        "Глобальный контекст.Корзины (Global context.Baskets)",
        "Использование|Только чтение.",
        'Описание|Тип: <a href="z">КорзиныМенеджер</a>. <br>Доступ к корзинам.',
    ),
    "objects/Global context/events/OnStart5.html": page("Глобальный контекст.ПриНачале (Global context.OnStart)"),
    "objects/catalog9/Basket.html": page(
        "Корзина (Basket)",
        'Элементы коллекции|<a href="q">Яблоко</a> <br>Для объекта доступен обход.',
        'Методы|<ul><li><a href="m">Положить (Put)</a></ul>',
    ),
    "objects/catalog9/Basket/methods/Put6.html": page(
        "Корзина.Положить (Basket.Put)",
        "Вариант синтаксиса: По имени|",
        "Синтаксис|Положить(&lt;Имя&gt;)",
        "Параметры|" + rubric("&lt;Имя&gt; (обязательный)"),
        "Вариант синтаксиса: По месту|",
        "Синтаксис|Положить(&lt;Имя&gt;, &lt;Ряд&gt;, &lt;Место&gt;)",
        "Параметры|" + "".join(rubric(f"&lt;{name}&gt; (обязательный)") for name in ("Имя", "Ряд", "Место")),
        owner="Корзина (Basket)",
        name="Положить (Put)",
    ),
    "objects/catalog9/Basket/properties/Weight7.html": page(
        "Корзина.Вес (Basket.Weight)",
        "Использование|Чтение и запись.",
        "Описание|Тип: Число. <br>Сколько весит.",
        owner="Корзина (Basket)",
        name="Вес (Weight)",
        old=True,
    ),
    "objects/catalog9/Basket/ctors/ctor8.html": page(
        "Корзина.По размеру (Basket.By size)",
        "Синтаксис|Новый Корзина(&lt;Размер&gt;)",
        "Параметры|" + rubric("&lt;Размер&gt; (необязательный)"),
        owner="Корзина (Basket)",
        name="По размеру",
    ),
    "objects/catalog9/Handle.html": page(
        "ВидРучки (HandleKind)", 'Значения|<a href="v">Длинная (Long)</a><br><a href="w">Короткая (Short)</a>'
    ).replace("Значения:", "Значения"),
    "objects/catalog9/Handle/properties/Long9.html": page("ВидРучки.Длинная (HandleKind.Long)"),
    "objects/catalog8/TreeRef.html": page("ДеревоСсылка.&lt;Имя дерева&gt; (TreeRef.&lt;Tree name&gt;)", "Свойства|"),
    "objects/catalog8/TreeRef/properties/attribute1.html": page(
        "ДеревоСсылка.&lt;Имя дерева&gt;.&lt;Имя реквизита&gt; (TreeRef.&lt;Tree name&gt;.&lt;Attribute name&gt;)",
        owner="ДеревоСсылка.&lt;Имя дерева&gt; (TreeRef.&lt;Tree name&gt;)",
        name="&lt;Имя реквизита&gt; (&lt;Attribute name&gt;)",
    ),
    "objects/catalog8/Extension.html": page("Расширение поля корзины (Basket field extension)", "Свойства|"),
}


def archive(pages: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, text in pages.items():
            packed.writestr(path, "\ufeff" + text)
        packed.writestr("objects/__categories__", "{0}")
    return stream.getvalue()


def container(bodies: dict[str, bytes], block: int = 1 << 20, long: bool = False) -> bytes:
    """A container with bodies cut into blocks of a size."""
    nothing = 0xFFFFFFFFFFFFFFFF if long else NOTHING
    digits, code = (16, "Q") if long else (8, "I")
    header = struct.pack("<QIII", nothing, 512, 1, 0) if long else struct.pack("<4I", NOTHING, 512, 1, 0)
    table_size = len(bodies) * struct.calcsize(f"<3{code}")
    start = len(header) + 4 + 3 * (digits + 1) + table_size
    written = bytearray()
    table = bytearray()

    def line(length: int, size: int, following: int) -> bytes:
        return f"\r\n{length:0{digits}x} {size:0{digits}x} {following:0{digits}x} \r\n".encode()

    def write(document: bytes) -> int:
        first = start + len(written)
        parts = [document[at : at + block] for at in range(0, len(document), block)] or [b""]
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            place = start + len(written) + len(line(0, 0, 0)) + len(part)
            written.extend(line(0 if number else len(document), len(part), nothing if last else place) + part)
        return first

    for name, body in bodies.items():
        name_address = write(bytes(20) + name.encode("utf-16-le") + bytes(4))
        table += struct.pack(f"<3{code}", name_address, write(body) if body else nothing, nothing)
    return header + line(len(table), len(table), nothing) + bytes(table) + bytes(written)


HELP = container({"Book": b"{1}", "IndexMainData": b"", "FileStorage": archive(PAGES)})


@pytest.mark.parametrize(
    ("block", "long"), [(1 << 20, False), (512, False), (7, False), (512, True)], ids=["whole", "chain", "tiny", "long"]
)
def test_names_are_read_from_a_container(block: int, long: bool) -> None:
    platform = help_platform(container({"FileStorage": archive(PAGES)}, block, long))
    mix = platform.functions["mix"]
    assert (mix.ru, mix.arities, mix.is_function) == ("Смешать", (Arity(1, 2),), True)
    assert mix.returns == ("Строка", "Неопределено")
    assert mix.sides == Side.SERVER | Side.THICK_CLIENT | Side.THIN_CLIENT
    assert mix.since == platform.version == "8.3.26"


PLATFORM = help_platform(HELP)


def test_variants_series_and_endless_parameters_give_arities() -> None:
    assert PLATFORM.functions["всеподряд"].arities == (Arity(1, None),)
    assert PLATFORM.functions["додесяти"].arities == (Arity(1, 11),)
    assert PLATFORM.types["корзина"].methods["положить"].arities == (Arity(1, 1), Arity(3, 3))
    assert PLATFORM.types["корзина"].constructors == (Arity(0, 1),)


def test_properties_say_their_types_and_whether_they_can_be_set() -> None:
    weight = PLATFORM.types["basket"].properties["weight"]
    baskets = PLATFORM.properties["корзины"]
    assert (weight.types, weight.writable) == (("Число",), True)
    assert (baskets.types, baskets.writable) == (("КорзиныМенеджер",), False)


def test_collections_enumerations_and_types_of_metadata() -> None:
    assert PLATFORM.types["корзина"].elements == ("Яблоко",)
    assert PLATFORM.enumerations["видручки"].values["short"] == "Короткая"
    assert PLATFORM.types["деревоссылка"].dynamic
    assert PLATFORM.types["treeref"].ru == "ДеревоСсылка"


def test_events_extensions_and_values_of_enumerations_are_no_entries() -> None:
    assert "приначале" not in PLATFORM.functions
    assert "видручки" not in PLATFORM.types
    assert not any("расширение" in name for name in PLATFORM.types)


def test_imported_tables_are_laid_over_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "shcntx_ru.hbk").write_bytes(HELP)
    cache = tmp_path / "cache" / "platform.json"
    save_platform(import_help(tmp_path), cache)
    platform = load_platform(cache)
    assert platform.version == "8.3.26"
    assert platform.functions["смешать"] == PLATFORM.functions["смешать"]
    assert platform.types["корзина"] == PLATFORM.types["корзина"]
    assert platform.functions["стрразделить"] == load_platform().functions["стрразделить"]


def test_help_that_says_less_than_the_shipped_tables_takes_nothing_away(tmp_path: Path) -> None:
    """Pages of some functions state no returned value, those of variadic ones a single parameter."""
    parameter = "Параметры|" + rubric("&lt;Значение1&gt; (обязательный)")
    folder = "objects/Global context/methods/catalog1"
    pages = {
        f"{folder}/Max1.html": page("Глобальный контекст.Макс (Global context.Max)", "Синтаксис|Макс()", parameter),
        f"{folder}/Value2.html": page("Глобальный контекст.ПредопределенноеЗначение (Global context.PredefinedValue)"),
    }
    save_platform(help_platform(container({"FileStorage": archive(pages)})), tmp_path / "platform.json")
    functions = load_platform(tmp_path / "platform.json").functions
    assert any(arity.allows(7) for arity in functions["макс"].arities)
    assert functions["предопределенноезначение"].is_function is True


@pytest.mark.parametrize("text", ["", "{}", '{"format": 1}', '{"format": 9, "version": "", "tables": {}}', "[1]"])
def test_a_damaged_cache_is_one_clear_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "platform.json").write_text(text)
    with pytest.raises(SavedTablesError, match="импорт"):
        load_platform(tmp_path / "platform.json")


def bomb(pages: int, size: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(pages):
            packed.writestr(f"objects/methods/{number}.html", bytes(size))
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"\xff" * 64,
        HELP[:15],
        HELP[: len(HELP) // 2],
        HELP[:16] + HELP[20:],
        container({"Book": b"{1}"}),
        container({"FileStorage": b"no archive"}),
        container({"FileStorage": archive({"def_String": page("Строка (String)")})}),
        container({"FileStorage": bomb(1, 3_000_000)}),
        container({"FileStorage": archive(PAGES)[:-40]}),
    ],
    ids=["empty", "zip", "ones", "header", "half", "shifted", "no pages", "not zip", "language", "bomb", "cut zip"],
)
def test_what_is_no_help_is_one_clear_error(data: bytes) -> None:
    with pytest.raises(HelpFileError, match=r"справк|имён") as error:
        help_platform(data)
    assert ";" in str(error.value)


def test_many_pages_that_unpack_to_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(help_file, "MOST_BYTES", 10_000)
    with pytest.raises(HelpFileError, match="велик"):
        help_platform(container({"FileStorage": bomb(20, 1000)}))


def test_a_chain_of_blocks_that_bites_its_tail_is_damage() -> None:
    looped = bytearray(container({"FileStorage": archive(PAGES)}, block=64))
    line = looped.index(b"\r\n00000000 ")  # a later block of the chain: let it follow itself
    looped[line + 20 : line + 28] = f"{line:08x}".encode()
    with pytest.raises(HelpFileError):
        help_platform(bytes(looped))


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, len(HELP) - 1), st.integers(0, 255)), max_size=6), st.integers(0, len(HELP)))
def test_damaged_bytes_give_tables_or_one_error(changes: list[tuple[int, int]], length: int) -> None:
    damaged = bytearray(HELP)
    for place, value in changes:
        damaged[place] = value
    for data in (bytes(damaged), bytes(damaged[:length])):
        try:
            help_platform(data)
        except HelpFileError:
            continue


PIECES = [
    "<p class=V8SH_chapter>",
    "</p>",
    "<h1 class='V8SH_pagetitle'>",
    "</h1>",
    "<a>",
    "<br>",
    "<",
    ">",
    "&lt;",
    "Тип:",
]
PIECES += [
    "Синтаксис:",
    "Параметры:",
    '<div class="V8SH_rubric">',
    "А (B)",
    "А.Б (C.D)",
    "...",
    "1-999",
    "(",
    ")",
    "&#9;",
]


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(list(PAGES)))
def test_any_page_is_read_without_an_exception(pieces: list[str], path: str) -> None:
    pages = {**PAGES, path.replace(".html", "0.html"): "".join(pieces)}
    help_platform(container({"FileStorage": archive(pages)}))


def test_a_page_of_unclosed_tags_costs_linear_time() -> None:
    unclosed = "<p class=V8SH_chapter><a><" * 40_000
    help_platform(container({"FileStorage": archive({**PAGES, "objects/Global context/methods/x.html": unclosed})}))
