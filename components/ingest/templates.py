"""Records from the generator of well-formed BSL: they prove the machinery, they teach no programming."""

from collections.abc import Iterator

from components.ingest.methods import language_of, record_id
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.bsl import parse
from components.shared.errors import BadInput
from components.shared.progress import Progress
from components.shared.records import Record
from components.shared.template_corpus import TemplateExample, template_examples

PROGRESS_EVERY = 100


def read_templates(source: SourceSettings, tally: Tally, progress: Progress) -> Iterator[Record]:
    """Make the wished number of records.

    Args:
        source: How many, and from which seed.
        tally: Grows by what is made.
        progress: Told after every hundred.

    Raises:
        BadInput: No count is set.
    """
    if source.count < 1:
        raise BadInput("ingest.sources: a source of kind templates makes nothing; set its count, as in count: 480")
    for number, example in enumerate(template_examples(source.count, source.seed), start=1):
        tally.methods += 1
        yield _record(example, source.seed)
        if number % PROGRESS_EVERY == 0 or number == source.count:
            progress("templates", number, source.count)


def _record(example: TemplateExample, seed: int) -> Record:
    methods = parse(example.output).methods
    only = methods[0] if len(methods) == 1 else None
    return Record(
        id=record_id(example.output, example.instruction),
        instruction=example.instruction,
        input=example.input,
        output=example.output,
        category=example.category,
        category_source="author",
        language=language_of(example.output),
        name=only.name if only else example.name,
        kind=only.kind if only else "module",
        export=bool(only and only.export),
        source="template",
        path=f"template_corpus/{seed}/{example.name}",
        license="Apache-2.0",
        license_source="settings",
        redistributable=True,
        module_key=f"Template.{example.entity}.{example.name}",
        generator="template_corpus",
    )
