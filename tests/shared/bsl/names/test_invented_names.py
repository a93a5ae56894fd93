"""Names that language models are known to write: ``invented_names.tsv`` tells where each was seen."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from components.shared.bsl.names.invented import INVENTED_FUNCTIONS, INVENTED_MEMBERS, INVENTED_VARIABLES
from components.shared.bsl.platform.tables import load_platform

Judge = Callable[..., list[str]]
Row = dict[str, str]
FORM = ("form", "Document.РеализацияТоваров.Form.ФормаДокумента")


def table() -> list[Row]:
    lines = Path(__file__).with_name("invented_names.tsv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t", quotechar="\0"))


def procedure(body: str, directive: str = "") -> str:
    return f"{directive}\nПроцедура Проба(Параметр)\n{body}\nКонецПроцедуры"


def judge_row(row: Row, alone: Judge, judged: Judge) -> list[str]:
    if row["where"] == "sample":
        return judged(procedure(row["code"]))
    if row["where"] == "sample form":
        return judged(procedure(row["code"], "&НаСервере"), *FORM)
    return alone(procedure(row["code"], "&НаСервере" if row["where"] == "form" else ""), row["where"])


def test_the_table_holds_forty_names_that_were_not_quoted_before() -> None:
    rows = table()
    assert sum(row["quoted"] == "no" for row in rows) >= 40
    assert all(row["source"] for row in rows)


@pytest.mark.parametrize("row", table(), ids=lambda row: row["name"])
def test_an_invented_name_is_found_where_it_stands(row: Row, alone: Judge, judged: Judge) -> None:
    found = judge_row(row, alone, judged)
    assert [each for each in found if each.endswith(f" {row['name']}")] == found != []


def test_no_invented_name_is_one_of_the_platform() -> None:
    platform = load_platform()
    members = {name for found in platform.types.values() for name in (*found.methods, *found.properties)}
    assert not INVENTED_FUNCTIONS.keys() & platform.functions.keys()
    assert not INVENTED_VARIABLES.keys() & (platform.properties.keys() | platform.enumerations.keys())
    assert not INVENTED_MEMBERS & members
