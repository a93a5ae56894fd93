"""What is found out about a configuration once."""

from components.shared.bsl.configuration.model import Configuration, MetadataObject
from components.shared.bsl.configuration.remembered import objects_by_kind, remembered


def test_each_configuration_is_asked_once_and_only_the_last_few_are_kept() -> None:
    asked: list[str] = []

    @remembered
    def name_of(configuration: Configuration) -> str:
        asked.append(configuration.name)
        return configuration.name

    known = [Configuration(str(number)) for number in range(5)]
    assert [name_of(each) for each in (*known, *known[1:], *known[1:])] == list("012341234" + "1234")
    assert asked == list("01234")
    name_of(known[0])
    assert asked == list("012340")


def test_equal_configurations_are_not_taken_for_one_another() -> None:
    first, second = Configuration("А"), Configuration("А")
    made = remembered(lambda configuration: [configuration])
    assert made(first)[0] is first
    assert made(second)[0] is second


def test_objects_are_found_by_kind_in_their_order() -> None:
    items = [MetadataObject("Catalog", "Товары"), MetadataObject("Document", "Заказ"), MetadataObject("Catalog", "А")]
    configuration = Configuration("Проба", objects={(item.kind, item.name.lower()): item for item in items})
    assert [item.name for item in objects_by_kind(configuration)["Catalog"]] == ["Товары", "А"]
    assert "Task" not in objects_by_kind(configuration)
