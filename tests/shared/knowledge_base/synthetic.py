"""Knowledge bases made by the server itself, of any size."""

from components.shared.knowledge_base import KnowledgeBaseSettings
from tests.postgres_server import Database

CODE = "E'Функция Сумма' || n || E'(А, Б) Экспорт\\n\\tВозврат А + Б + ' || n || E';\\nКонецФункции'"
# With everything else in a row about 950 bytes, half of them other ones in each row: as much as a usual method takes.
USUAL_CODE = " || ".join(
    (
        "E'Функция Сумма' || n || E'(Знач Отбор, Таблица) Экспорт\\n\\tЗапрос = Новый Запрос;\\n'",
        "E'\\tЗапрос.Текст = \"ВЫБРАТЬ СУММА(Продажи.Сумма' || n % 97 || E') КАК Итог ИЗ РегистрНакопления.Продажи'",
        'E\' КАК Продажи ГДЕ Продажи.Отбор = &Отбор";\\n\\tЗапрос.УстановитьПараметр("Отбор", Отбор);\\n\'',
        "E'\\t// ' || md5(n::text) || md5((n + 1)::text) || md5((n + 2)::text)",
        "E'\\n\\tВыборка = Запрос.Выполнить().Выбрать();\\n\\tВыборка.Следующий();\\n'",
        "E'\\tВозврат Выборка.Итог + ' || n || E';\\nКонецФункции'",
    )
)


def ten_columns(database: Database, rows: int) -> None:
    """A table of the original project with what else its documents name, and usual methods in it."""
    database.run(
        "CREATE TABLE functions (id bigint PRIMARY KEY, name text, signature text, description text, code_preview text,"
        " module_name text, configuration_name varchar(50), metadata_type text, line_start integer, line_end integer)",
        "INSERT INTO functions SELECT n, 'Сумма' || n, 'Функция Сумма' || n || '(Знач Отбор, Таблица) Экспорт',"
        f" 'Возвращает сумму продаж по отбору номер ' || n, {USUAL_CODE}, 'Общие' || n % 1000,"
        f" CASE WHEN n % 2 = 0 THEN 'ERP' ELSE 'DO' END, 'CommonModule', n % 5000, n % 5000 + 9"
        f" FROM generate_series(1, {rows}) n",
    )


def six_columns(database: Database, rows: int, *, key: str = "id bigint PRIMARY KEY") -> None:
    """The table of the original project; ``key`` defines its first column, empty: there is none."""
    database.run(
        f"CREATE TABLE functions ({key + ',' if key else ''} name text, description text, code_preview text,"
        " module_name text, configuration_name varchar(50), metadata_type text)",
        f"INSERT INTO functions SELECT {'n,' if key else ''} 'Сумма' || n, 'Складывает числа номер ' || n, {CODE},"
        f" 'Общие' || n % 10, CASE WHEN n % 2 = 0 THEN 'ERP' ELSE 'DO' END, 'CommonModule'"
        f" FROM generate_series(1, {rows}) n",
    )


def migrated(database: Database) -> Database:
    """The same with our own schema, empty."""
    from components.shared.knowledge_base.connection import connect
    from components.shared.knowledge_base.migrations import migrate

    with connect(database.url, KnowledgeBaseSettings(), read_only=False) as connection, connection.transaction():
        migrate(connection)
    return database


def own_schema(database: Database, rows: int, code: str = CODE) -> None:
    """Our own schema with one configuration; the migrations must have been applied."""
    database.run(
        "INSERT INTO knowledge_base.configurations"
        " (name, full_name, version, platform_version, source_url, commit, license, metadata)"
        " VALUES ('ERP', 'ERP', '2.5', '8.3.24', '', '', 'LicenseRef-1C-Proprietary', '{}')",
        "INSERT INTO knowledge_base.modules (configuration_id, name, module_type, context, description, code,"
        " code_hash, source_file, line_count) SELECT c.id, 'CommonModule.Общие' || n, 'common', 'server', '', '', '',"
        " 'CommonModules/Общие' || n || '/Ext/Module.bsl', 100 FROM generate_series(0, 99) n,"
        " knowledge_base.configurations c",
        "INSERT INTO knowledge_base.functions (module_id, name, ordinal, function_type, is_exported, signature,"
        " parameters, return_type, region, description, doc, code, body_hash, start_line, end_line,"
        " complexity_score, language, context)"
        " SELECT m.id, 'Сумма' || n, 0, 'function', true, '', '[]', 'Число', '', 'Складывает числа номер ' || n,"
        f" '{{}}', {code}, '', n, n + 2, 1, 'ru', 'server' FROM generate_series(1, {rows}) n"
        " JOIN knowledge_base.modules m ON m.name = 'CommonModule.Общие' || n % 100 ORDER BY n",
    )
