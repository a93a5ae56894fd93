"""The table of what the platform gives to every object of a kind: methods, and properties that are no attributes.

Source: the language reference as quoted by public documentation, checked against the library of standard subsystems.
A section is ``[suffix]`` (of all kinds) or ``[suffix kind]``; ``@word`` includes the section of that word. An entry is
``Russian=English``; a method ends in how many arguments it takes, in brackets (``?`` unknown); after ``:`` stands the
type: a suffix or a type of our own (``@…``), which the object's own name completes, or a name of the platform; ``.``
is a reference to the object.
"""

from typing import Final

TABLE: Final = """
[Object]
ДополнительныеСвойства=AdditionalProperties:Структура ОбменДанными=DataExchange Записать=Write(0-2)
Прочитать=Read(0) Удалить=Delete(0) Скопировать=Copy(0):Object ЭтоНовый=IsNew(0) Метаданные=Metadata(0)
Модифицированность=Modified(0) Заблокировать=Lock(0) Разблокировать=Unlock(0) Заблокирован=IsLocked(0)
Заполнить=Fill(0-1) ПроверитьЗаполнение=CheckFilling(0) УстановитьПометкуУдаления=SetDeletionMark(1-2)
ПолучитьСсылкуНового=GetNewObjectRef(0) УстановитьСсылкуНового=SetNewObjectRef(1) ПолучитьФорму=GetForm(0-5)
ПолучитьМакет=GetTemplate(1)
[Ref]
Пустая=IsEmpty(0) ПолучитьОбъект=GetObject(0):Object Метаданные=Metadata(0) УникальныйИдентификатор=UUID(0)
[Manager]
ПустаяСсылка=EmptyRef(0):Ref ПолучитьСсылку=GetRef(0-1):Ref Выбрать=Select(0-4) ПолучитьФорму=GetForm(0-5)
ПолучитьФормуСписка=GetListForm(0-5) ПолучитьФормуВыбора=GetChoiceForm(0-5) ПолучитьМакет=GetTemplate(1)
ПолучитьДанныеВыбора=GetChoiceData(0-1) ЭтотОбъект=ThisObject
ПолучитьРасположениеОбъектов=GetObjectsPlacement(?)
[RecordSet]
Отбор=Filter ДополнительныеСвойства=AdditionalProperties:Структура ОбменДанными=DataExchange
Записывать=Write
Добавить=Add(0):Record Вставить=Insert(1):Record Удалить=Delete(1) Очистить=Clear(0) Количество=Count(0)
Индекс=IndexOf(1) Получить=Get(1):Record Записать=Write(0-1) Прочитать=Read(0)
Выгрузить=Unload(0-2):ТаблицаЗначений Загрузить=Load(1) ЗагрузитьКолонку=LoadColumn(2)
ВыгрузитьКолонку=UnloadColumn(1):Массив Метаданные=Metadata(0) Модифицированность=Modified(0)
Выбран=Selected(0) Заполнить=Fill(0-1) ПроверитьЗаполнение=CheckFilling(0) Сдвинуть=Move(2)
ВыгрузитьКолонки=UnloadColumns(0-1):ТаблицаЗначений Заблокировать=Lock(0) ЗаписыватьВИсторию=WriteToHistory(?)
[Selection]
Следующий=Next(0) ПолучитьОбъект=GetObject(0):Object Метаданные=Metadata(0) Сбросить=Reset(0)
[TabularSection]
Добавить=Add(0):TabularSectionRow Вставить=Insert(1):TabularSectionRow Удалить=Delete(1) Очистить=Clear(0)
Количество=Count(0)
Индекс=IndexOf(1) Получить=Get(1):TabularSectionRow Найти=Find(1-2):TabularSectionRow НайтиСтроки=FindRows(1):Массив
Выгрузить=Unload(0-2):ТаблицаЗначений ВыгрузитьКолонки=UnloadColumns(0-1):ТаблицаЗначений
ВыгрузитьКолонку=UnloadColumn(1):Массив Загрузить=Load(1) ЗагрузитьКолонку=LoadColumn(2) Итог=Total(1):Число
Свернуть=GroupBy(1-2) Сортировать=Sort(1-2) Сдвинуть=Move(2)
[run]
ПолучитьФорму=GetForm(0-5) ПолучитьМакет=GetTemplate(1) Метаданные=Metadata(0)
ПроверитьЗаполнение=CheckFilling(0)
[levels]
ПолныйКод=FullCode(0) ПолноеНаименование=FullDescr(0) Уровень=Level(0) ПринадлежитЭлементу=BelongsToItem(1)
[register-manager]
СоздатьНаборЗаписей=CreateRecordSet(0):RecordSet СоздатьКлючЗаписи=CreateRecordKey(1) Выбрать=Select(0-5)
ВыбратьПоРегистратору=SelectByRecorder(1) ПолучитьФорму=GetForm(0-5) ПолучитьФормуСписка=GetListForm(0-5)
ПолучитьМакет=GetTemplate(1) ЭтотОбъект=ThisObject ПолучитьПериодРассчитанныхИтогов=GetTotalsPeriod(?)
УстановитьПериодРассчитанныхИтогов=SetTotalsPeriod(?) ПересчитатьИтоги=RecalcTotals(?)
ПересчитатьТекущиеИтоги=RecalcPresentTotals(?) ПересчитатьИтогиЗаПериод=RecalcTotalsForPeriod(?)
ПолучитьИспользованиеИтогов=GetTotalsUsing(?) УстановитьИспользованиеИтогов=SetTotalsUsing(?)
ПолучитьИспользованиеТекущихИтогов=GetPresentTotalsUsing(?)
УстановитьИспользованиеТекущихИтогов=SetPresentTotalsUsing(?)
ПолучитьРежимРазделенияИтогов=GetTotalsSplittingMode(?)
УстановитьРежимРазделенияИтогов=SetTotalsSplittingMode(?)
ПолучитьМаксимальныйПериодРассчитанныхИтогов=GetMaxTotalsPeriod(?)
УстановитьМаксимальныйПериодРассчитанныхИтогов=SetMaxTotalsPeriod(?)
ПолучитьМинимальныйПериодРассчитанныхИтогов=GetMinTotalsPeriod(?)
УстановитьМинимальныйПериодРассчитанныхИтогов=SetMinTotalsPeriod(?)
УстановитьМинимальныйИМаксимальныйПериодыРассчитанныхИтогов=SetMinAndMaxTotalsPeriods(?)
[by-code]
НайтиПоКоду=FindByCode(1-4):Ref НайтиПоНаименованию=FindByDescription(1-4):Ref НайтиПоРеквизиту=FindByAttribute(2-4):Ref
ВыбратьИерархически=SelectHierarchically(0-4) ПолучитьФормуНовойГруппы=GetNewFolderForm(0-5)
ПолучитьФормуВыбораГруппы=GetFolderChoiceForm(0-5)
[predefined-data]
ПолучитьОбновлениеПредопределенныхДанных=GetPredefinedDataUpdate(0)
УстановитьОбновлениеПредопределенныхДанных=SetPredefinedDataUpdate(1)
ПолучитьИнициализациюПредопределенныхДанных=GetPredefinedDataInitialization(0)
УстановитьИнициализациюПредопределенныхДанных=SetPredefinedDataInitialization(1)
ПолучитьИмяПредопределенного=GetPredefinedItemName(1)
[Object Catalog]
@levels УстановитьНовыйКод=SetNewCode(0-1)
[Object Document]
УстановитьНовыйНомер=SetNewNumber(0-1) Движения=RegisterRecords:@register-records МоментВремени=PointInTime(0)
ПринадлежностьПоследовательностям=BelongingToSequences ПолучитьВремя=GetTime(?) УстановитьВремя=SetTime(0-2)
[Object ExchangePlan]
УстановитьНовыйКод=SetNewCode(0-1)
[Object ChartOfCharacteristicTypes]
@levels УстановитьНовыйКод=SetNewCode(0-1)
[Object ChartOfAccounts]
@levels УстановитьНовыйКод=SetNewCode(0-1)
[Object ChartOfCalculationTypes]
УстановитьНовыйКод=SetNewCode(0-1)
[Object BusinessProcess]
УстановитьНовыйНомер=SetNewNumber(0-1) Старт=Start(0) Завершение=Finish(0)
ПолучитьКартуМаршрута=GetFlowchart(?) ТочкиМаршрута=RoutePoints
[Object Task]
УстановитьНовыйНомер=SetNewNumber(0-1) ВыполнитьЗадачу=ExecuteTask(0-1) ПроверитьВыполнение=CheckExecution(0)
[Object Report]
@run СхемаКомпоновкиДанных=DataCompositionSchema:СхемаКомпоновкиДанных
КомпоновщикНастроек=SettingsComposer:КомпоновщикНастроекКомпоновкиДанных
СкомпоноватьРезультат=ComposeResult(1-4)
[Object DataProcessor]
@run
[Ref Catalog]
@levels
[Ref ChartOfCharacteristicTypes]
@levels
[Ref ChartOfAccounts]
@levels
[Ref Document]
МоментВремени=PointInTime(0)
[Ref BusinessProcess]
ПолучитьКартуМаршрута=GetFlowchart(?)
[Manager Catalog]
@by-code @predefined-data СоздатьЭлемент=CreateItem(0):Object СоздатьГруппу=CreateFolder(0):Object
ПолучитьФормуНовогоЭлемента=GetNewItemForm(0-5)
[Manager Document]
СоздатьДокумент=CreateDocument(0):Object НайтиПоНомеру=FindByNumber(1-2):Ref
НайтиПоРеквизиту=FindByAttribute(2-4):Ref ПолучитьФормуНовогоДокумента=GetNewDocumentForm(0-5)
[Manager ExchangePlan]
@by-code СоздатьУзел=CreateNode(0):Object ЭтотУзел=ThisNode(0):Ref ПолучитьФормуНовогоУзла=GetNewNodeForm(0-5)
[Manager ChartOfCharacteristicTypes]
@by-code @predefined-data СоздатьЭлемент=CreateItem(0):Object СоздатьГруппу=CreateFolder(0):Object
ПолучитьФормуНовогоЭлемента=GetNewItemForm(0-5)
[Manager ChartOfAccounts]
@by-code @predefined-data СоздатьСчет=CreateAccount(0):Object ПолучитьФормуНовогоСчета=GetNewAccountForm(0-5)
[Manager ChartOfCalculationTypes]
@by-code @predefined-data СоздатьВидРасчета=CreateCalculationType(0):Object
ПолучитьФормуНовогоВидаРасчета=GetNewCalculationTypeForm(0-5)
[Manager BusinessProcess]
СоздатьБизнесПроцесс=CreateBusinessProcess(0):Object НайтиПоНомеру=FindByNumber(1-2):Ref
НайтиПоРеквизиту=FindByAttribute(2-4):Ref ТочкиМаршрута=RoutePoints ПолучитьКартуМаршрута=GetFlowchart(0)
[Manager Task]
СоздатьЗадачу=CreateTask(0):Object НайтиПоНомеру=FindByNumber(1):Ref
НайтиПоНаименованию=FindByDescription(1-2):Ref НайтиПоРеквизиту=FindByAttribute(2-4):Ref
ВыбратьПоАдресации=SelectByPerformer(?)
[Manager Enum]
ПустаяСсылка=EmptyRef(0):Ref Индекс=IndexOf(1):Число Количество=Count(0):Число Получить=Get(1):Ref
ПолучитьФорму=GetForm(0-5) ПолучитьФормуСписка=GetListForm(0-5) ПолучитьФормуВыбора=GetChoiceForm(0-5)
ПолучитьМакет=GetTemplate(1) ПолучитьДанныеВыбора=GetChoiceData(0-1) ЭтотОбъект=ThisObject
[Manager Report]
Создать=Create(0):Object ПолучитьФорму=GetForm(0-5) ПолучитьМакет=GetTemplate(1) ЭтотОбъект=ThisObject
[Manager DataProcessor]
Создать=Create(0):Object ПолучитьФорму=GetForm(0-5) ПолучитьМакет=GetTemplate(1) ЭтотОбъект=ThisObject
[Manager Constant]
Получить=Get(0) Установить=Set(1) СоздатьМенеджерЗначения=CreateValueManager(0):ValueManager
СоздатьКлючЗначения=CreateValueKey(0)
[ValueManager Constant]
Значение=Value Записать=Write(0) Прочитать=Read(0) ДополнительныеСвойства=AdditionalProperties:Структура
ОбменДанными=DataExchange Метаданные=Metadata(0) Модифицированность=Modified(0)
ПроверитьЗаполнение=CheckFilling(0) Заблокировать=Lock(0) Разблокировать=Unlock(0) Заблокирован=IsLocked(0)
[Manager InformationRegister]
@register-manager СоздатьМенеджерЗаписи=CreateRecordManager(0):RecordManager
СрезПоследних=SliceLast(0-2):ТаблицаЗначений СрезПервых=SliceFirst(0-2):ТаблицаЗначений
Получить=Get(1-2):Структура ПолучитьПоследнее=GetLast(0-2):Структура ПолучитьПервое=GetFirst(0-2):Структура
[Manager AccumulationRegister]
@register-manager Остатки=Balance(0-4) Обороты=Turnovers(0-5) ПолучитьРежимАгрегатов=GetAggregatesMode(?)
УстановитьРежимАгрегатов=SetAggregatesMode(?) ОбновитьАгрегаты=UpdateAggregates(?)
ПолучитьИспользованиеАгрегатов=GetAggregatesUsing(?) УстановитьИспользованиеАгрегатов=SetAggregatesUsing(?)
ПерестроитьИспользованиеАгрегатов=RebuildAggregatesUsing(?)
ОпределитьОптимальныеАгрегаты=DetermineOptimalAggregates(?)
[RecordManager InformationRegister]
Записать=Write(0-1) Прочитать=Read(0) Удалить=Delete(0) Выбран=Selected(0) Модифицированность=Modified(0)
Метаданные=Metadata(0) ПроверитьЗаполнение=CheckFilling(0) Заблокировать=Lock(0) Разблокировать=Unlock(0)
ИсходныйКлючЗаписи=SourceRecordKey ОбменДанными=DataExchange
[Manager FilterCriterion]
Найти=Find(1) ПолучитьФорму=GetForm(0-5) ПолучитьФормуСписка=GetListForm(0-5) ПолучитьМакет=GetTemplate(1)
[Manager DocumentJournal]
Выбрать=Select(0-4) ПолучитьФорму=GetForm(0-5) ПолучитьФормуСписка=GetListForm(0-5)
ПолучитьМакет=GetTemplate(1)
[Manager SettingsStorage]
Загрузить=Load(?) Сохранить=Save(?) Удалить=Delete(?) ПолучитьОписание=GetDescription(?)
УстановитьОписание=SetDescription(?) ПолучитьСписок=GetList(?) ПолучитьФорму=GetForm(0-5)
ПолучитьМакет=GetTemplate(1)
"""
