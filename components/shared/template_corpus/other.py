"""Everything else: movements, information registers, files, periods, rights."""

from components.shared.template_corpus import vocabulary
from components.shared.template_corpus.composition import Composer, Draft, Words, attempt, guard


def post(words: Words) -> Draft:
    """Movements of a document by its rows."""
    document, register, table = words.document(), words.register(), words.table()
    dimension, resource, kind = words.dimension(), words.resource(), words.pick("Приход", "Расход")
    draft = Draft(
        "ОбработкаПроведения", f"Документ.{document}", ("Отказ", "РежимПроведения"), is_function=False, export=False
    )
    return draft.does(
        f"проводит документ {document}: {kind} по регистру {register} из таблицы {table} ({dimension}, {resource})",
        f"Движения.{register}.Записывать = Истина;",
        f"Для Каждого Строка Из {table} Цикл",
        f"\tДвижение = Движения.{register}.Добавить();",
        f"\tДвижение.ВидДвижения = ВидДвиженияНакопления.{kind};",
        "\tДвижение.Период = Дата;",
        f"\tДвижение.{dimension} = Строка.{dimension};",
        f"\tДвижение.{resource} = Строка.{resource};",
        "КонецЦикла;",
    )


def write_register(words: Words) -> Draft:
    """One record of an information register."""
    register, dimension, resource = words.information_register(), words.dimension(), words.resource()
    draft = Draft(f"Записать{resource}", f"РегистрСведений.{register}", (dimension, resource), is_function=False)
    draft.does(
        f"записывает {resource} в регистр сведений {register} по измерению {dimension}",
        f"Запись = РегистрыСведений.{register}.СоздатьМенеджерЗаписи();",
    )
    if words.maybe():
        draft.does("ставит текущую дату", "Запись.Период = ТекущаяДатаСеанса();")
    draft.does("", f"Запись.{dimension} = {dimension};", f"Запись.{resource} = {resource};")
    if words.maybe():
        return attempt(draft, words, f"Запись.{register}", "Запись.Записать(Истина);")
    return draft.does("", "Запись.Записать();")


def clear_register(words: Words) -> Draft:
    """A record set written empty."""
    register, dimensions = words.information_register(), words.some(vocabulary.DIMENSIONS, 1, 2)
    draft = Draft(f"Очистить{register}", f"РегистрСведений.{register}", tuple(dimensions), is_function=False)
    draft.does(
        f"удаляет записи регистра {register} с отбором по {', '.join(dimensions)}",
        f"Набор = РегистрыСведений.{register}.СоздатьНаборЗаписей();",
        *(f"Набор.Отбор.{dimension}.Установить({dimension});" for dimension in dimensions),
    )
    return draft.does("", "Набор.Записать();")


def export_file(words: Words) -> Draft:
    """A text file, a line for each item."""
    catalog, (condition, *attributes) = words.catalog(), words.some(vocabulary.ATTRIBUTES, 2, 5)
    draft = Draft(f"Выгрузить{catalog}", f"Справочник.{catalog}", ("ИмяФайла",), is_function=False)
    if words.maybe():
        guard(draft, words, "ИмяФайла")
    draft.does(
        f"выгружает в текстовый файл {', '.join(attributes)} справочника {catalog}",
        "Текст = Новый ЗаписьТекста(ИмяФайла, КодировкаТекста.UTF8);",
    )
    if words.maybe():
        draft.does("начинает его строкой заголовков", f'Текст.ЗаписатьСтроку("{";".join(attributes)}");')
    draft.does("", f"Выборка = Справочники.{catalog}.Выбрать();", "Пока Выборка.Следующий() Цикл")
    if words.maybe():
        draft.does(f"пропускает элементы без {condition}", f"\tЕсли Не ЗначениеЗаполнено(Выборка.{condition}) Тогда")
        draft.does("", "\t\tПродолжить;", "\tКонецЕсли;")
    line = ' + ";" + '.join(f"Выборка.{attribute}" for attribute in attributes)
    return draft.does("", f"\tТекст.ЗаписатьСтроку({line});", "КонецЦикла;", "Текст.Закрыть();")


COMPOSERS: tuple[Composer, ...] = (post, write_register, clear_register, export_file)
