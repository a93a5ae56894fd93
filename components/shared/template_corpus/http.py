"""Exchange with other systems: requests, JSON, services."""

from components.shared.template_corpus import vocabulary
from components.shared.template_corpus.composition import Composer, Draft, Words, attempt


def _connection(words: Words, draft: Draft) -> Draft:
    address, timeout = words.address(), words.pick("10", "20", "30", "60")
    secure = words.maybe()
    made = (
        f'Соединение = Новый HTTPСоединение("{address}", 443, , , , {timeout}, Новый ЗащищенноеСоединениеOpenSSL);'
        if secure
        else f'Соединение = Новый HTTPСоединение("{address}", , , , , {timeout});'
    )
    return draft.does(f"подключается к {address} с таймаутом {timeout}", made)


def _headers(words: Words, draft: Draft) -> Draft:
    for header in words.some(("Accept", "Content-Type"), 0, 2):
        draft.does("", f'ЗапросHTTP.Заголовки.Вставить("{header}", "application/json");')
    if words.maybe():
        draft.does("передает ключ в заголовке", 'ЗапросHTTP.Заголовки.Вставить("Authorization", Ключ);')
        draft.parameters = (*draft.parameters, "Ключ")
    return draft


def get_from_service(words: Words) -> Draft:
    """A GET request and what to do with its status."""
    catalog = words.catalog()
    draft = _connection(words, Draft(f"Получить{catalog}", f"Справочник.{catalog}", ("Код",)))
    draft.does(f"запрашивает {catalog} методом GET", f'ЗапросHTTP = Новый HTTPЗапрос("/{catalog}/" + Код);')
    _headers(words, draft).does("", "Ответ = Соединение.Получить(ЗапросHTTP);")
    if words.maybe():
        draft.does(
            "вызывает исключение при ошибке",
            "Если Ответ.КодСостояния <> 200 Тогда",
            '\tВызватьИсключение "Ошибка сервера";',
            "КонецЕсли;",
        )
    return draft.does("возвращает текст ответа", "", "Возврат Ответ.ПолучитьТелоКакСтроку();")


def post_to_service(words: Words) -> Draft:
    """A body sent under a try."""
    document, method = words.document(), words.pick("POST", "PUT", "PATCH")
    draft = _connection(words, Draft(f"Отправить{document}", f"Документ.{document}", ("ТекстJSON",)))
    draft.does(
        f"отправляет {document} методом {method}",
        f'ЗапросHTTP = Новый HTTPЗапрос("/{document}");',
        "ЗапросHTTP.УстановитьТелоИзСтроки(ТекстJSON);",
    )
    _headers(words, draft)
    attempt(draft, words, f"Отправка.{document}", f'Ответ = Соединение.ВызватьHTTPМетод("{method}", ЗапросHTTP);')
    draft.lines[-1:-1] = [] if "\tВызватьИсключение;" in draft.lines else ["\tВозврат Ложь;"]
    return draft.does("", "", f"Возврат Ответ.КодСостояния = {words.pick('200', '201', '204')};")


def read_json(words: Words) -> Draft:
    """Attributes out of a JSON text."""
    entity, attributes = words.catalog(), words.some(vocabulary.ATTRIBUTES, 1, 3)
    draft = Draft(f"Прочитать{entity}ИзJSON", f"Справочник.{entity}", ("ТекстJSON",))
    draft.does(
        f"читает из JSON данные {entity}",
        "Чтение = Новый ЧтениеJSON;",
        "Чтение.УстановитьСтроку(ТекстJSON);",
        "Данные = ПрочитатьJSON(Чтение, Истина);",
        "Чтение.Закрыть();",
        "Результат = Новый Структура;",
    )
    draft.does(
        f"возвращает структуру с полями {', '.join(attributes)}",
        *(f'Результат.Вставить("{attribute}", Данные.Получить("{attribute}"));' for attribute in attributes),
    )
    return draft.does("", "", "Возврат Результат;")


def write_json(words: Words) -> Draft:
    """A JSON text out of an object."""
    entity, attributes = words.document(), words.some(vocabulary.ATTRIBUTES, 1, 3)
    draft = Draft(f"{entity}ВJSON", f"Документ.{entity}", ("Ссылка",))
    draft.does("", "Данные = Новый Структура;")
    draft.does(
        f"выгружает в JSON реквизиты {', '.join(attributes)} документа {entity}",
        *(f'Данные.Вставить("{attribute}", Строка(Ссылка.{attribute}));' for attribute in attributes),
        "Запись = Новый ЗаписьJSON;",
        "Запись.УстановитьСтроку();",
        "ЗаписатьJSON(Запись, Данные);",
    )
    return draft.does("", "", "Возврат Запись.Закрыть();")


def serve_request(words: Words) -> Draft:
    """A handler of an HTTP service."""
    catalog, attribute = words.catalog(), words.attribute()
    draft = Draft(f"Метод{catalog}", f"Справочник.{catalog}", ("ЗапросСервиса",), export=False)
    draft.does(
        f"в HTTP-сервисе отдает {attribute} элемента справочника {catalog} по коду",
        'Код = ЗапросСервиса.ПараметрыURL.Получить("Код");',
        f"Ссылка = Справочники.{catalog}.НайтиПоКоду(Код);",
        "Если Ссылка.Пустая() Тогда",
        "\tВозврат Новый HTTPСервисОтвет(404);",
        "КонецЕсли;",
        "Ответ = Новый HTTPСервисОтвет(200);",
        f"Ответ.УстановитьТелоИзСтроки(Строка(Ссылка.{attribute}));",
    )
    if words.maybe():
        draft.does("указывает тип содержимого", 'Ответ.Заголовки.Вставить("Content-Type", "text/plain");')
    return draft.does("", "", "Возврат Ответ;")


COMPOSERS: tuple[Composer, ...] = (get_from_service, post_to_service, read_json, write_json, serve_request)
