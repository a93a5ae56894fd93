"""What the module of a managed form names: elements, commands, parameters, and the data that mirror objects."""

from collections.abc import Callable, Iterator
from typing import Final

from components.shared.bsl.configuration.lookup import russian_type
from components.shared.bsl.configuration.model import Attribute, Configuration, Form, FormElement
from components.shared.bsl.configuration.remembered import kinds_by_lower_name
from components.shared.bsl.names import internal_types, rules
from components.shared.bsl.names.members import Member, Surface, single_type
from components.shared.bsl.names.type_names import TYPE_CLASS_BY_NAME
from components.shared.bsl.platform.model import Platform, PlatformType

_TABLES: Final = {"valuetable": "ДанныеФормыКоллекция", "valuetree": "ДанныеФормыДерево"}
_MIRRORED: Final = frozenset({"Object", "RecordManager", "RecordSet"})
_GROUPS: Final = frozenset(
    {"UsualGroup", "Pages", "Page", "ButtonGroup", "Popup", "CommandBar", "AutoCommandBar", "ColumnGroup"}
    | {"ContextMenu", "Group"}
)
_DECORATIONS: Final = frozenset({"LabelDecoration", "PictureDecoration", "ExtendedTooltip"})
_ROW_METHODS: Final = (
    ("ПолучитьИдентификатор", "GetID"),
    ("ПолучитьЭлементы", "GetItems"),
    ("ПолучитьРодителя", "GetParent"),
    ("Свойство", "Property"),
)
# of the row of a tree and of a list, beside its columns
_ROW_PROPERTIES: Final = ("ИсходныйНомерСтроки", "SourceLineNumber")
_FORM_PARTS: Final = {"items": "ВсеЭлементыФормы", "commands": "КомандыФормы", "parameters": "ДанныеФормыСтруктура"}


def find_form(configuration: Configuration, owner: str) -> Form | None:
    """The form of this full name: ``Document.Заказ.Form.ФормаДокумента`` or ``CommonForm.Вопрос``."""
    parts = owner.lower().split(".")
    if len(parts) == 2 and parts[0] == "commonform":
        return configuration.common_forms.get(parts[1])
    if len(parts) != 4:
        return None
    kind = kinds_by_lower_name(configuration).get(parts[0], "")
    found = configuration.objects.get((kind, parts[1]))
    return found.forms.get(parts[3]) if found is not None else None


class FormSurfaces:
    """Builds the surfaces of forms; ``build`` is asked for those of the objects that forms mirror."""

    def __init__(
        self, configuration: Configuration, platform: Platform, build: Callable[[str], Surface | None]
    ) -> None:
        self.configuration = configuration
        self.platform = platform
        self.build = build
        self.is_closed = not configuration.is_extension

    def builders(self) -> dict[str, Callable[[str], Surface | None]]:
        """Which word of a type's name is built by what."""
        return {
            "@form-items": self._items,
            "@form-item": self._item,
            "@form-commands": self._commands,
            "@form-parameters": self._parameters,
            "@form-data": self._data,
            "@form-row": self._row,
        }

    def attribute_type(self, owner: str, attribute: Attribute) -> str:
        """The type of an attribute as code sees it: objects and tables are mirrored by data of the form."""
        type_name = single_type(attribute.types)
        found = TYPE_CLASS_BY_NAME.get(type_name.partition(".")[0].lower())
        if type_name.lower() in _TABLES or (found and found.suffix in _MIRRORED):
            return internal_types.form_data(owner, attribute.name)
        return russian_type(type_name)

    def _form_and_rest(self, rest: str) -> tuple[str, Form | None, str]:
        owner, _, path = rest.partition(":")
        return owner, find_form(self.configuration, owner), path

    def _platform_types(self, *names: str) -> tuple[PlatformType, ...]:
        return tuple(found for name in names if (found := self.platform.types.get(name.lower())))

    def _items(self, owner: str) -> Surface | None:
        form = find_form(self.configuration, owner)
        if form is None:
            return None
        own = {key: Member(item.name, type=f"@form-item:{owner}:{key}") for key, item in form.elements.items()}
        return self._part("элементов формы", "form items", "items", own, form)

    def _commands(self, owner: str) -> Surface | None:
        form = find_form(self.configuration, owner)
        if form is None:
            return None
        own = {key: Member(key, type="КомандаФормы") for key in form.commands}
        return self._part("команд формы", "form commands", "commands", own, form)

    def _parameters(self, owner: str) -> Surface | None:
        form = find_form(self.configuration, owner)
        if form is None:
            return None
        own = {
            key: Member(found.name, type=russian_type(single_type(found.types)))
            for key, found in form.parameters.items()
        }
        # a form has parameters of its own kind too (Ключ, Отбор, …): those not listed are unknown
        return Surface(
            "параметров формы", "form parameters", own=own, platform=self._platform_types(_FORM_PARTS["parameters"])
        )

    def _part(self, title_ru: str, title_en: str, part: str, own: dict[str, Member], form: Form) -> Surface:
        platform = self._platform_types(_FORM_PARTS[part])
        return Surface(
            title_ru,
            title_en,
            own=own,
            platform=platform,
            complete_properties=self.is_closed and form.complete,
            complete_methods=self.is_closed and any(found.complete for found in platform),
            rule=rules.UNKNOWN_FORM_ITEM,
            may_grow=True,
        )

    def _item(self, rest: str) -> Surface | None:
        owner, form, name = self._form_and_rest(rest)
        item = form.elements.get(name) if form else None
        if form is None or item is None:
            return None
        type_name = _item_type(item)
        platform = self._platform_types(type_name)
        own: dict[str, Member] = {}
        if item.kind == "Table" and (row := self._row_of_path(owner, form, item.data_path)):
            own = {word.lower(): Member(word, type=row) for word in ("ТекущиеДанные", "CurrentData")}
        complete = any(found.complete and not found.dynamic for found in platform)
        return Surface(
            title_ru=f"элемента формы «{item.name}» (тип «{type_name}»)",
            title_en=f"form item '{item.name}'",
            own=own,
            platform=platform,
            complete_properties=complete,
            complete_methods=complete,
        )

    def _row_of_path(self, owner: str, form: Form, path: str) -> str:
        """The type of the rows that a table shows; nothing for dynamic lists, whose fields come from a query."""
        attribute = form.attributes.get(path.partition(".")[0].lower())
        if attribute is None or single_type(attribute.types) in ("", "DynamicList"):
            return ""
        known = self.build(internal_types.form_data(owner, path))
        return internal_types.form_row(owner, path) if known and known.elements else ""

    def _data(self, rest: str) -> Surface | None:
        """``Объект``, ``Объект.Товары``, ``ТаблицаТоваров``."""
        owner, form, path = self._form_and_rest(rest)
        name, _, inner = path.partition(".")
        attribute = form.attributes.get(name) if form else None
        if form is None or attribute is None:
            return None
        type_name = single_type(attribute.types)
        if type_name.lower() in _TABLES:
            return None if inner else self._table(owner, path, _TABLES[type_name.lower()])
        mirrored = self.build(russian_type(type_name))
        if mirrored is None:
            return None
        if inner:
            section = mirrored.own.get(inner)
            is_section = section is not None and "ТабличнаяЧасть." in section.type
            return self._table(owner, path, "ДанныеФормыКоллекция") if is_section else None
        if "RecordSet" in type_name:
            return self._table(owner, path, "ДанныеФормыКоллекция")
        return self._structure(owner, attribute.name, mirrored)

    def _structure(self, owner: str, name: str, mirrored: Surface) -> Surface:
        own = dict(self._mirrored_members(owner, name, mirrored))
        return Surface(
            title_ru=f"реквизита формы «{name}»",
            title_en=f"form attribute '{name}'",
            own=own,
            platform=self._platform_types("ДанныеФормыСтруктура"),
            complete_properties=mirrored.complete_properties,
            rule=rules.UNKNOWN_FORM_ITEM,
            may_grow=True,
        )

    def _mirrored_members(self, owner: str, name: str, mirrored: Surface) -> Iterator[tuple[str, Member]]:
        for key, member in mirrored.own.items():
            if member.is_method:
                continue
            if "ТабличнаяЧасть." in member.type:
                yield key, Member(member.name, type=internal_types.form_data(owner, f"{name}.{key}"))
            elif member.type.lower() in _TABLES:
                yield key, Member(member.name)  # mirrored as data of the form, with columns that only code knows
            else:
                yield key, member

    def _table(self, owner: str, path: str, platform_name: str) -> Surface:
        platform = self._platform_types(platform_name)
        complete = any(found.complete for found in platform)
        return Surface(
            title_ru=f"данных формы «{path}»",
            title_en=f"form data '{path}'",
            platform=platform,
            complete_properties=complete,
            complete_methods=complete,
            elements=internal_types.form_row(owner, path),
        )

    def _row(self, rest: str) -> Surface | None:
        _, form, path = self._form_and_rest(rest)
        name, _, section = path.partition(".")
        attribute = form.attributes.get(name) if form else None
        if form is None or attribute is None:
            return None
        own = {word.lower(): Member(word, is_method=True) for pair in _ROW_METHODS for word in pair}
        own |= {word.lower(): Member(word) for word in _ROW_PROPERTIES}
        columns = form.columns.get(path, {})
        own |= {key: Member(column.name, type=_column_type(column)) for key, column in columns.items()}
        complete = self.is_closed and form.complete
        if single_type(attribute.types).lower() not in _TABLES:
            rows = self._mirrored_rows(russian_type(single_type(attribute.types)), section)
            if rows is None:
                return None
            own |= {key: member for key, member in rows.own.items() if not member.is_method}
            complete = complete and rows.complete_properties
        return Surface(
            title_ru=f"строки данных формы «{path}»",
            title_en=f"row of form data '{path}'",
            own=own,
            complete_properties=complete,
            complete_methods=complete,
            rule=rules.UNKNOWN_FORM_ITEM,
            may_grow=True,
            is_row=True,
        )

    def _mirrored_rows(self, type_name: str, section: str) -> Surface | None:
        whole = self.build(type_name)
        if whole is not None and section:
            member = whole.own.get(section)
            whole = self.build(member.type) if member and member.type else None
        return self.build(whole.elements) if whole and whole.elements else None


def _column_type(column: Attribute) -> str:
    """A table in a row is mirrored as data of the form too, with columns that are not looked for."""
    type_name = single_type(column.types)
    return "" if type_name.lower() in _TABLES else russian_type(type_name)


def _item_type(item: FormElement) -> str:
    if item.kind in _GROUPS:
        return "ГруппаФормы"
    if item.kind in _DECORATIONS:
        return "ДекорацияФормы"
    if item.kind.endswith("Addition"):
        return "ДополнениеЭлементаФормы"
    return {"Table": "ТаблицаФормы", "Button": "КнопкаФормы"}.get(item.kind, "ПолеФормы")
