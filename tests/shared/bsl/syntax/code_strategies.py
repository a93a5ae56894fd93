"""Hypothesis strategies: pieces of code in any order, and code that is right by construction."""

from hypothesis import strategies as st

from components.shared.bsl.syntax.tokens import KEYWORDS, SIGNS

PIECES = sorted(
    {*KEYWORDS, *KEYWORDS.values(), *SIGNS, "А", "Б1", "_", "1", "2.5", '"', '"а"', "|", "'", "'20240101'", "//", "\n"}
    | {
        "\r\n",
        "\t",
        " ",
        "\u00a0",
        "&НаКлиенте",
        "&Вместо",
        "#Если",
        "#Если Сервер Тогда\n",
        "#Иначе\n",
        "#КонецЕсли\n",
    }
    | {
        "#Область А\n",
        "#КонецОбласти\n",
        "#Удаление\n",
        "#КонецУдаления\n",
        "#Вставка\n",
        "#КонецВставки\n",
        "```",
        "!",
    }
    | {"\ufeff", "\x00", "\u2028", "ё", "Ⅷ", "²", "ſ", "İnsert", "#inſert\n"}
)
code_like = st.lists(st.sampled_from(PIECES), max_size=60).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda between: between.join(pieces))
)
texts = st.one_of(st.text(), code_like)

names = st.sampled_from(["А", "Б", "Итог", "Счётчик", "_1", "Ждать", "Асинх", "Value"])
members = st.one_of(names, st.sampled_from(["Если", "Выполнить", "Новый", "and"]))
literals = st.sampled_from(
    [
        "1",
        "2.50",
        '"а"',
        '"а ""б"""',
        '"а\n\t|б\n|в"',
        '"а" "б"',
        "'20240131'",
        "Истина",
        "false",
        "NULL",
        "Неопределено",
    ]
)
signs = st.sampled_from(["+", "-", "*", "/", "%", "=", "<>", "<", ">=", "И", "Or"])


def _join(separator: str, parts: st.SearchStrategy[str], most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(parts, max_size=most).map(separator.join)


def _larger_expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    arguments = _join(", ", st.one_of(st.just(""), inner))
    steps = st.one_of(members.map(".{}".format), inner.map("[{}]".format))
    calls = st.builds(".{}({})".format, members, arguments)
    return st.one_of(
        st.builds("{} {} {}".format, inner, signs, inner),
        st.builds("({})".format, inner),
        st.builds("-{}".format, inner),
        st.builds("Не {}".format, inner),
        st.builds("?({}, {}, {})".format, inner, inner, inner),
        st.builds("Новый Массив({})".format, arguments),
        st.builds("Новый({})".format, inner),
        st.builds("А{}{}".format, steps, calls),
    )


expressions = st.recursive(
    st.one_of(names.filter(lambda name: name != "Ждать"), literals), _larger_expressions, max_leaves=8
)
calls = st.builds("А.{}({})".format, members, _join(", ", expressions))


def _larger_statements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = _join(" ", inner)
    return st.one_of(
        st.builds(
            "Если {} Тогда {} ИначеЕсли {} Тогда {} Иначе {} КонецЕсли;".format, *[expressions, block] * 2, block
        ),
        st.builds("If {} Then {} EndIf;".format, expressions, block),
        st.builds("Пока {} Цикл {} Прервать; КонецЦикла;".format, expressions, block),
        st.builds("Для Н = {} По {} Цикл {} КонецЦикла;".format, expressions, expressions, block),
        st.builds("Для Каждого Э Из {} Цикл {} Continue; КонецЦикла;".format, expressions, block),
        st.builds("Попытка {} Исключение {} ВызватьИсключение; КонецПопытки;".format, block, block),
    )


statements = st.recursive(
    st.one_of(
        st.builds("А = {};".format, expressions),
        st.builds("А.Б[1] = {};".format, expressions),
        calls.map("{};".format),
        st.builds("ВызватьИсключение {};".format, expressions),
        st.builds("ВызватьИсключение({}, {});".format, expressions, expressions),
        st.builds("Выполнить {};".format, expressions),
        st.builds("ДобавитьОбработчик А.Б, {};".format, expressions),
        st.just(";"),
    ),
    _larger_statements,
    max_leaves=6,
)
bodies = _join("\n", statements, most=4)
functions = st.builds(
    (
        "// Комментарий\n//\n//  ещё\n&НаСервере\nФункция Ф(Знач А, Б = -1) Экспорт\nПерем В;\n{}\n"
        "Возврат {};\nКонецФункции\n"
    ).format,
    bodies,
    expressions,
)
procedures = st.builds('&Вместо("А")\nПроцедура П()\n{}\n~Конец:\nКонецПроцедуры\n'.format, bodies)
asynchronous = st.builds("Асинх Процедура А()\nЖдать А.{}();\nКонецПроцедуры\n".format, members)
modules = st.builds(
    "Перем А Экспорт, Б;\n{}{}{}{}".format,
    *(st.one_of(st.just(""), part) for part in (functions, procedures, asynchronous)),
    bodies,
)
