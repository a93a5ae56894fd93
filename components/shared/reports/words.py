"""The words in which facts are told to people: measures, verdicts, categories, sources, fates."""

MEASURES = {
    "syntax": ("Код без ошибок разбора", "Code without syntax errors"),
    "complete": ("Верный и законченный код", "Valid code that the model ended itself"),
    "stops": ("Ответ закончен самой моделью", "Answer ended by the model itself"),
    "exact": ("Ответ совпал с эталоном", "Answer equal to the reference"),
    "similarity": ("Сходство с эталоном по лексемам", "Similarity to the reference, by tokens"),
    "perplexity": ("Перплексия эталона (меньше — лучше)", "Perplexity of the reference (less is better)"),
    "bits_per_character": ("Бит на символ эталона (меньше — лучше)", "Bits per character (less is better)"),
    "semantics": ("Семантика: имена существуют, код осмыслен", "Semantics: names exist, the code makes sense"),
    "best_practice": ("Стандарты разработки", "Best practices"),
    "documentation": ("Документация методов", "Documentation"),
    "optimization": ("Оптимальность", "Optimization"),
    "satisfaction": ("Оценка пользователей", "User satisfaction"),
}
BANDS = {"excellent": "отлично", "good": "хорошо", "fair": "удовлетворительно", "poor": "плохо"}
DECISIONS = {"promote": "повышена", "hold": "ждёт", "roll_back": "откат", "nothing": "решать нечего"}
CATEGORIES = {
    "crud": "Работа с данными (CRUD)",
    "forms": "Формы",
    "http": "HTTP и интеграция",
    "optimization": "Оптимизация",
    "refactoring": "Рефакторинг",
    "other": "Прочее",
}
SOURCES = {
    "pattern": "Шаблоны, написанные вручную",
    "patterns": "Шаблоны, написанные вручную",
    "module": "Модули конфигурации",
    "modules": "Модули конфигурации",
    "template": "Порождённые примеры",
    "templates": "Порождённые примеры",
    "correction": "Исправления пользователей",
    "corrections": "Исправления пользователей",
}
FATES = {
    "kept": "оставлено",
    "record": "принято",
    "records": "принято",
    "no_instruction": "нет описания задачи",
    "only_reference": "вместо описания только ссылка «См. …»",
    "deprecated": "устаревший метод",
    "empty_stub": "пустой метод",
    "too_short": "слишком короткий",
    "too_long": "слишком длинный",
    "duplicate": "повтор",
    "near_duplicate": "почти повтор",
    "near_held_out": "слишком похоже на пример проверки или теста",
    "contains_held_out": "собрано из кусков примеров проверки или теста",
    "made_of_quarantined": "сделано из отложенного примера",
    "does_not_parse": "не разбирается",
    "does_not_compile": "есть имена, которых нет",
    "strong_finding": "грубое нарушение стандартов",
    "parse_error": "не разобран",
    "not_parsed": "не разобран",
    "undecodable": "неизвестная кодировка",
    "binary": "не текст",
    "too_large": "слишком большой файл",
    "too_many_tokens": "длиннее предела в токенах",
    "too_long_tokens": "длиннее предела в токенах",
}
