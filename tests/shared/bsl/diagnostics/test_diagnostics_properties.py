from hypothesis import given, settings
from hypothesis import strategies as st

from components.shared.bsl import parse
from components.shared.bsl.diagnostics import run_diagnostics
from components.shared.bsl.diagnostics.scores import score_findings
from components.shared.bsl.syntax.lexer import column_of, line_of

PIECES = (
    """
Процедура А(Б, В = 1) Экспорт ¦ КонецПроцедуры ¦ Функция Г() ¦ КонецФункции ¦ &НаКлиенте ¦ Перем Д Экспорт;
Если Б = Истина Тогда ¦ ИначеЕсли ¦ Иначе ¦ КонецЕсли; ¦ Для Каждого Е Из Ж Цикл ¦ КонецЦикла;
Пока Истина Цикл ¦ Попытка ¦ Исключение ¦ КонецПопытки; ¦ Возврат; ¦ Возврат 12 ¦ Прервать; ¦ Перейти ~З;
~З: ¦ ВызватьИсключение; ¦ Запрос.Выполнить().Выгрузить() ¦ ; ¦ ;; ¦ ( ¦ ) ¦ ,, ¦ = ¦ + ¦ НачатьТранзакцию();
ЗафиксироватьТранзакцию(); ¦ СтрШаблон("%1", ) ¦ Сообщить("А") ¦ ?(А, Истина, Ложь) ¦ #Если Сервер Тогда
#Иначе ¦ #КонецЕсли ¦ #Область И ¦ #КонецОбласти ¦ // А = Б; ¦ // BSLLS-off ¦ Пароль = "1"; ¦ "10.0.0.1"
'20200101' ¦ А[1].Б ¦ Не ¦ И ¦ Или ¦ ЕСЛИ ¦ ё ¦ " ¦ ' ¦ # ¦ & ¦ ~ ¦ | ¦ Выполнить(Текст); ¦ Ждать Л(); ¦ Асинх
🙂
""".strip()
    .replace("\n", " ¦ ")
    .split(" ¦ ")
)
PIECES += ["\n", "\n\n\n", "\r\n", "\ufeff", "\u2028", "\x00", 'Запрос = Новый Запрос("ВЫБРАТЬ\n|1 КАК А");']
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)


@given(TEXTS | st.text(max_size=200))
@settings(max_examples=300)
def test_no_text_makes_a_check_fail_and_every_finding_lies_in_the_text(text: str) -> None:
    module = parse(text)
    findings = run_diagnostics(module, text)
    lines = text.removeprefix("\ufeff").split("\n")
    for finding in findings:
        assert finding.start <= finding.end
        for position in (finding.start, finding.end):
            assert 1 <= line_of(position) <= len(lines)
            assert 1 <= column_of(position) <= len(lines[line_of(position) - 1]) + 1
        assert finding.message_ru
        assert finding.message_en
    scores = score_findings(module, findings)
    assert 0 <= scores.syntax <= 1
    assert 0 <= scores.semantics <= 1
