"""Methods that the platform calls: the event gives them their parameters, and says what these are."""

from typing import Final

from components.shared.bsl.diagnostics.view import ModuleView
from components.shared.bsl.names.form_surfaces import find_form
from components.shared.bsl.syntax import syntax_tree as tree

# kinds of modules whose methods events call
CALLED_BY_EVENTS: Final = frozenset({"form", "command", "object", "record_set", "manager", "application", "service"})
_ATTACHED: Final = ("подключаемый_", "attachable_")  # called by handlers that are set at run time
# parameters of commands, and of what notifications call
_GIVEN: Final = (
    *({"команда"}, {"command"}, {"параметркоманды", "параметрывыполнениякоманды"}),
    *({"commandparameter", "commandexecuteparameters"}, {"результат", "дополнительныепараметры"}),
    {"result", "additionalparameters"},
)
# Events of objects, managers, record sets, forms, commands and the application, as the language reference names them.
_EVENTS: Final = """
ПередЗаписью=BeforeWrite ПриЗаписи=OnWrite ПослеЗаписи=AfterWrite ПередУдалением=BeforeDelete ПриКопировании=OnCopy
ОбработкаЗаполнения=Filling ОбработкаПроверкиЗаполнения=FillCheckProcessing ОбработкаПроведения=Posting
ОбработкаУдаленияПроведения=UndoPosting ПриУстановкеНовогоНомера=OnSetNewNumber ПриУстановкеНовогоКода=OnSetNewCode
ОбработкаПолученияДанныхВыбора=ChoiceDataGetProcessing ОбработкаПолученияФормы=FormGetProcessing
ОбработкаПолученияПолейПредставления=PresentationFieldsGetProcessing
ОбработкаПолученияПредставления=PresentationGetProcessing ПриКомпоновкеРезультата=OnComposeResult
ПриСозданииНаСервере=OnCreateAtServer ПриЧтенииНаСервере=OnReadAtServer ПриОткрытии=OnOpen ПриЗакрытии=OnClose
ПередЗакрытием=BeforeClose ПередЗаписьюНаСервере=BeforeWriteAtServer ПриЗаписиНаСервере=OnWriteAtServer
ПослеЗаписиНаСервере=AfterWriteAtServer ОбработкаОповещения=NotificationProcessing ОбработкаВыбора=ChoiceProcessing
ОбработкаЗаписиНового=NewWriteProcessing ОбработкаАктивизации=ActivationProcessing
ОбработкаПроверкиЗаполненияНаСервере=FillCheckProcessingAtServer ОбработкаНавигационнойСсылки=URLProcessing
ОбработкаПереходаПоНавигационнойСсылке=NavigationProcessing ВнешнееСобытие=ExternalEvent
ПриЗагрузкеДанныхИзНастроекНаСервере=OnLoadDataFromSettingsAtServer ПриПовторномОткрытии=OnReopen
ПриСохраненииДанныхВНастройкахНаСервере=OnSaveDataInSettingsAtServer ОбработкаКоманды=CommandProcessing
ПередНачаломРаботыСистемы=BeforeStart ПриНачалеРаботыСистемы=OnStart ПередЗавершениемРаботыСистемы=BeforeExit
ПриЗавершенииРаботыСистемы=OnExit ОбработкаВнешнегоСобытия=ExternalEventProcessing
УстановкаПараметровСеанса=SessionParametersSetting
"""
_EVENT_NAMES: Final = frozenset(name.lower() for pair in _EVENTS.split() for name in pair.split("="))


def is_event_handler(module: ModuleView, method: tree.Method) -> bool:
    """Whether an event surely calls a method: by its name, its region, its parameters, or what the form says."""
    if module.context.module_kind not in (*CALLED_BY_EVENTS, "unknown"):
        return False
    name, region = method.name.lower(), method.region.lower()
    if name in _EVENT_NAMES or name.startswith(_ATTACHED):
        return True
    if module.context.module_kind == "service" and not method.export:
        return True  # its parameters are those of the operation
    if region.startswith("обработчик") or "eventhandlers" in region:
        return not method.export
    parameters = {parameter.name.lower() for parameter in method.parameters}
    return parameters in _GIVEN or _is_in_form(module, name)


def _is_in_form(module: ModuleView, name: str) -> bool:
    configuration = module.context.configuration
    form = find_form(configuration, module.context.owner) if configuration else None
    return form is not None and (name in form.handlers or name in map(str.lower, form.commands.values()))
