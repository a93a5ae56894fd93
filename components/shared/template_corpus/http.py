"""Exchange with other systems: requests, JSON, services."""

from components.shared.template_corpus import vocabulary
from components.shared.template_corpus.composition import Composer, Draft, Words, guard


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
    """A GET request, what to do with its status, and with what came."""
    catalog = words.catalog()
    draft = _connection(words, Draft(f"Получить{catalog}", f"Справочник.{catalog}", ("Код",)))
    draft.does(f"запрашивает {catalog} методом GET", f'ЗапросHTTP = Новый HTTPЗапрос("/{catalog}/" + Код);')
    _headers(words, draft).does("", "Ответ = Соединение.Получить(ЗапросHTTP);")
    if words.maybe():
        _check_status(words, draft)
    if words.maybe():
        return draft.does("возвращает текст ответа", "", "Возврат Ответ.ПолучитьТелоКакСтроку();")
    draft.does("читает ответ как JSON", *_read_json("Ответ.ПолучитьТелоКакСтроку()"))
    return _structure(words, draft)


def post_to_service(words: Words) -> Draft:
    """An object sent as JSON."""
    document, method = words.document(), words.pick("POST", "PUT", "PATCH")
    draft = Draft(f"Отправить{document}", f"Документ.{document}", ("Ссылка",))
    attributes = words.some(vocabulary.ATTRIBUTES, 1, 4)
    draft.does("", "Данные = Новый Структура;")
    draft.does(
        f"собирает {', '.join(attributes)}",
        *(f'Данные.Вставить("{attribute}", Строка(Ссылка.{attribute}));' for attribute in attributes),
        *_WRITE_JSON,
    )
    _connection(words, draft).does(
        f"отправляет {document} методом {method}",
        f'ЗапросHTTP = Новый HTTPЗапрос("/{document}");',
        "ЗапросHTTP.УстановитьТелоИзСтроки(Запись.Закрыть());",
    )
    _headers(words, draft).does("", f'Ответ = Соединение.ВызватьHTTPМетод("{method}", ЗапросHTTP);')
    if words.maybe():
        _check_status(words, draft)
    return draft.does("", "", f"Возврат Ответ.КодСостояния = {words.pick('200', '201', '204')};")


def _check_status(words: Words, draft: Draft) -> Draft:
    condition = "Если Ответ.КодСостояния >= 400 Тогда"
    if words.maybe():
        error = '\tВызватьИсключение "Ошибка сервера";'
        return draft.does("вызывает исключение при ошибке", condition, error, "КонецЕсли;")
    log = '\tЗаписьЖурналаРегистрации("Обмен", УровеньЖурналаРегистрации.Ошибка, , , Ответ.ПолучитьТелоКакСтроку());'
    return draft.does(
        "при ошибке пишет в журнал и возвращает Неопределено", condition, log, "\tВозврат Неопределено;", "КонецЕсли;"
    )


def read_json(words: Words) -> Draft:
    """Attributes out of a JSON text."""
    entity = words.catalog()
    draft = Draft(f"Прочитать{entity}ИзJSON", f"Справочник.{entity}", ("ТекстJSON",))
    if words.maybe():
        guard(draft, words, "ТекстJSON", "Неопределено")
    return _structure(words, draft.does(f"читает из JSON данные {entity}", *_read_json("ТекстJSON")))


def _read_json(text: str) -> list[str]:
    return [
        "Чтение = Новый ЧтениеJSON;",
        f"Чтение.УстановитьСтроку({text});",
        "Данные = ПрочитатьJSON(Чтение, Истина);",
        "Чтение.Закрыть();",
    ]


def _structure(words: Words, draft: Draft) -> Draft:
    attributes = words.some(vocabulary.ATTRIBUTES, 1, 4)
    draft.does("", "Результат = Новый Структура;")
    draft.does(
        f"возвращает структуру с полями {', '.join(attributes)}",
        *(f'Результат.Вставить("{attribute}", Данные.Получить("{attribute}"));' for attribute in attributes),
    )
    return draft.does("", "", "Возврат Результат;")


_WRITE_JSON = ("Запись = Новый ЗаписьJSON;", "Запись.УстановитьСтроку();", "ЗаписатьJSON(Запись, Данные);")


def write_json(words: Words) -> Draft:
    """A JSON text out of an object."""
    entity, attributes = words.document(), words.some(vocabulary.ATTRIBUTES, 1, 3)
    draft = Draft(f"{entity}ВJSON", f"Документ.{entity}", ("Ссылка",))
    draft.does("", "Данные = Новый Структура;")
    draft.does(
        f"выгружает в JSON реквизиты {', '.join(attributes)} документа {entity}",
        *(f'Данные.Вставить("{attribute}", Строка(Ссылка.{attribute}));' for attribute in attributes),
        *_WRITE_JSON,
    )
    return draft.does("", "", "Возврат Запись.Закрыть();")


def serve_request(words: Words) -> Draft:
    """A handler of an HTTP service."""
    catalog, attributes = words.catalog(), words.some(vocabulary.ATTRIBUTES, 1, 4)
    draft = Draft(f"Метод{catalog}", f"Справочник.{catalog}", ("ЗапросСервиса",), export=False)
    draft.does(
        f"в HTTP-сервисе находит элемент справочника {catalog} по коду",
        'Код = ЗапросСервиса.ПараметрыURL.Получить("Код");',
        f"Ссылка = Справочники.{catalog}.НайтиПоКоду(Код);",
    )
    if words.maybe():
        draft.does("отвечает 404, если его нет", "Если Ссылка.Пустая() Тогда")
        draft.does("", "\tВозврат Новый HTTPСервисОтвет(404);", "КонецЕсли;")
    draft.does("", "Ответ = Новый HTTPСервисОтвет(200);")
    if words.maybe():
        draft.does("указывает тип содержимого", 'Ответ.Заголовки.Вставить("Content-Type", "application/json");')
    draft.does("", "Данные = Новый Структура;")
    draft.does(
        f"отдает {', '.join(attributes)}",
        *(f'Данные.Вставить("{attribute}", Строка(Ссылка.{attribute}));' for attribute in attributes),
        *_WRITE_JSON,
        "Ответ.УстановитьТелоИзСтроки(Запись.Закрыть());",
    )
    return draft.does("", "", "Возврат Ответ;")


COMPOSERS: tuple[Composer, ...] = (get_from_service, post_to_service, read_json, write_json, serve_request)
