import pytest

from components.shared.bsl.configuration.model import Attribute, Configuration, MetadataObject
from components.shared.registers import dimensions_of, noted_dimensions

FIELDS = {
    "товар": Attribute("Товар", role="dimension"),
    "валюта": Attribute("Валюта", role="dimension"),
    "цена": Attribute("Цена", role="resource"),
}
PRICES = MetadataObject("InformationRegister", "Цены", attributes=FIELDS)
ADOPTED = MetadataObject("InformationRegister", "Курсы", attributes=FIELDS, complete=False)
KNOWN = Configuration(
    "Учёт", objects={("InformationRegister", "цены"): PRICES, ("InformationRegister", "курсы"): ADOPTED}
)


@pytest.mark.parametrize(
    ("code", "noted"),
    [
        ('Т = "ВЫБРАТЬ 1 ИЗ РегистрСведений.Цены.СрезПоследних(&Дата)";', {"регистрсведений.цены"}),
        ('Т = "SELECT 1 FROM InformationRegister.Цены.SliceLast(&Дата)";', {"informationregister.цены"}),
        ('Т = "ВЫБРАТЬ 1 ИЗ РегистрСведений.Цены";', set()),
        ('Т = "ВЫБРАТЬ 1 ИЗ РегистрСведений.Курсы.СрезПоследних()";', set()),  # not known whole
        ('Т = "ВЫБРАТЬ 1 ИЗ РегистрСведений.Нет.СрезПоследних()";', set()),
    ],
)
def test_registers_that_are_known_are_noted_with_their_dimensions(code: str, noted: set[str]) -> None:
    found = dimensions_of(noted_dimensions(code, KNOWN))
    assert found == dict.fromkeys(noted, frozenset({"товар", "валюта"}))
