"""Work done once instead of many times: queries outside loops, virtual tables, caches."""

from components.shared.template_corpus import vocabulary
from components.shared.template_corpus.composition import Composer, Draft, Words, guard, query


def balance(words: Words) -> Draft:
    """A balance out of a virtual table with its condition inside."""
    register, resource, dimensions = words.register(), words.resource(), words.some(vocabulary.DIMENSIONS, 1, 2)
    draft = Draft(f"{resource}По{''.join(dimensions)}", f"РегистрНакопления.{register}", (*dimensions, "НаДату"))
    condition = " И ".join(f"{dimension} = &{dimension}" for dimension in dimensions)
    draft.does(
        f"возвращает остаток {resource} регистра {register} по измерениям {', '.join(dimensions)} на дату",
        *query(
            f"ВЫБРАТЬ Т.{resource}Остаток КАК {resource}",
            f"ИЗ РегистрНакопления.{register}.Остатки(&НаДату, {condition}) КАК Т",
            parameters=(*dimensions, "НаДату"),
        ),
        "Выборка = Запрос.Выполнить().Выбрать();",
    )
    return draft.does("", "", f"Возврат ?(Выборка.Следующий(), Выборка.{resource}, 0);")


def turnovers(words: Words) -> Draft:
    """Turnovers of a period, grouped."""
    register, resources = words.register(), words.some(vocabulary.RESOURCES, 1, 2)
    condition, *dimensions = words.some(vocabulary.DIMENSIONS, 2, 4)
    name = f"Обороты{resources[0]}По{dimensions[0]}"
    draft = Draft(name, f"РегистрНакопления.{register}", ("Начало", "Окончание"))
    virtual = "&Начало, &Окончание"
    if words.maybe():
        draft.parameters = (*draft.parameters, condition)
        virtual += f", , {condition} = &{condition}"
    fields = [f"Т.{dimension} КАК {dimension}" for dimension in dimensions]
    fields += [f"Т.{resource}Оборот КАК {resource}" for resource in resources]
    order = words.pick("", f"УПОРЯДОЧИТЬ ПО {resources[0]} УБЫВ", f"УПОРЯДОЧИТЬ ПО {dimensions[0]}")
    text = [f"ВЫБРАТЬ {', '.join(fields)}", f"ИЗ РегистрНакопления.{register}.Обороты({virtual}) КАК Т"]
    clause = f"одним запросом получает обороты {', '.join(resources)} регистра {register} по {', '.join(dimensions)}"
    draft.does(clause, *query(*text, *filter(None, [order]), parameters=draft.parameters))
    draft.does(f"с отбором по {condition}" if len(draft.parameters) > 2 else "")
    draft.does("упорядочивает их" if order else "")
    return draft.does("возвращает таблицу", "", "Возврат Запрос.Выполнить().Выгрузить();")


def by_list(words: Words) -> Draft:
    """One query with a list instead of a query for each object."""
    catalog, attribute = words.catalog(), words.attribute()
    draft = Draft(f"{attribute}{catalog}ПоСписку", f"Справочник.{catalog}", ("Список",))
    draft.does(
        f"одним запросом вместо цикла получает {attribute} для списка элементов справочника {catalog}",
        *query(
            f"ВЫБРАТЬ Т.Ссылка КАК Ссылка, Т.{attribute} КАК {attribute}",
            f"ИЗ Справочник.{catalog} КАК Т",
            "ГДЕ Т.Ссылка В (&Список)",
            parameters=("Список",),
        ),
    )
    if words.maybe():
        return draft.does("возвращает таблицу", "", "Возврат Запрос.Выполнить().Выгрузить();")
    return draft.does(
        "возвращает соответствие",
        "Результат = Новый Соответствие;",
        "Выборка = Запрос.Выполнить().Выбрать();",
        "Пока Выборка.Следующий() Цикл",
        f"\tРезультат.Вставить(Выборка.Ссылка, Выборка.{attribute});",
        "КонецЦикла;",
        "",
        "Возврат Результат;",
    )


def latest_value(words: Words) -> Draft:
    """The last slice of an information register."""
    register, dimensions, resource = (
        words.information_register(),
        words.some(vocabulary.DIMENSIONS, 1, 3),
        words.resource(),
    )
    draft = Draft(f"Последнее{resource}", f"РегистрСведений.{register}", (*dimensions, "Дата"))
    for dimension in dimensions:
        if words.maybe(0.3):
            guard(draft, words, dimension, "Неопределено")
    condition = " И ".join(f"{dimension} = &{dimension}" for dimension in dimensions)
    draft.does(
        f"возвращает {resource} из среза последних регистра {register} по измерениям {', '.join(dimensions)}",
        *query(
            f"ВЫБРАТЬ Т.{resource} КАК {resource}",
            f"ИЗ РегистрСведений.{register}.СрезПоследних(&Дата, {condition}) КАК Т",
            parameters=draft.parameters,
        ),
        "Выборка = Запрос.Выполнить().Выбрать();",
    )
    missing = words.pick("0", "Неопределено")
    draft.does(f"возвращает {missing}, если записей нет")
    return draft.does("", "", f"Возврат ?(Выборка.Следующий(), Выборка.{resource}, {missing});")


def exists(words: Words) -> Draft:
    """A check that reads one row, not the table."""
    document, dimension = words.document(), words.dimension()
    draft = Draft(f"Есть{document}По{dimension}", f"Документ.{document}", (dimension,))
    condition = words.pick("", " И Т.Проведен", " И НЕ Т.ПометкаУдаления")
    return draft.does(
        f"быстро проверяет, есть ли документы {document}, где {dimension} равен параметру",
        *query(
            "ВЫБРАТЬ ПЕРВЫЕ 1 Т.Ссылка КАК Ссылка",
            f"ИЗ Документ.{document} КАК Т",
            f"ГДЕ Т.{dimension} = &{dimension}{condition}",
            parameters=(dimension,),
        ),
        "",
        "Возврат Не Запрос.Выполнить().Пустой();",
    )


COMPOSERS: tuple[Composer, ...] = (balance, turnovers, by_list, latest_value, exists)
