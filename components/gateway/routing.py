"""Who answers: the split, the model servers, and the choice for one request."""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from components.shared.errors import BadInput, TryAgain
from components.shared.traffic import CODE_GENERATION, Split, served_name
from components.shared.web_server import ApiError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which version this request belongs to, and who is asked, in order."""

    assigned: str
    candidates: tuple[str, ...]


class Routes:
    """The split in force and the addresses of its versions."""

    def __init__(
        self, name: str, read_split: Callable[[], Split | None], read_upstreams: Callable[[], Mapping[str, str]]
    ):
        self.name = name
        self.split: Split | None = None
        self.upstreams: dict[str, str] = {}
        self.waiting_for: tuple[str, ...] = ()
        self._read_split = read_split
        self._read_upstreams = read_upstreams
        self._complaint = ""

    def refresh(self) -> None:
        """Look again; what cannot be read leaves everything as it was."""
        try:
            self.upstreams = dict(self._read_upstreams())
            wanted = self._read_split()
        except (BadInput, TryAgain, OSError, ValueError) as error:
            if str(error) != self._complaint:
                logger.warning("the routes stay as they are: %s", error)
            self._complaint = str(error)
            return
        self._complaint = ""
        if wanted is not None and wanted != self.split:
            self._adopt(wanted)

    def _adopt(self, wanted: Split) -> None:
        """Take a new split once its new versions are up: until then nobody is sent to a server that is not there."""
        known = self.split.versions() if self.split else ()
        self.waiting_for = tuple(v for v in wanted.versions() if v not in known and v not in self.upstreams)
        if not self.waiting_for:
            logger.info("split of %s, generation %d: %s", self.name, wanted.generation, wanted.model_dump_json())
            self.split = wanted

    def models(self) -> list[str]:
        """Names that can be asked for: the alias, and each variant that is up."""
        return [self.name, *(served_name(self.name, version) for version in self.upstreams)]

    def choose(self, model: str, query_type: str, user: str) -> Choice:
        """Who answers.

        Args:
            model: The alias, or the full name of a variant.
            query_type: What is asked; only code generation is split, the base model answers the rest.
            user: Who asks; the same user always gets the same version. Nobody in particular: a new one each time.

        Raises:
            ApiError: There is no such model, or none is ready.
        """
        if model != self.name:
            return self._variant(model)
        if self.split is None:
            raise ApiError(503, f"no version of {self.name} is ready yet")
        base = self.split.base
        if query_type != CODE_GENERATION:
            return Choice(base, (base,))
        assigned = self.split.version_for(user or secrets.token_hex(8))
        return Choice(assigned, tuple(dict.fromkeys((assigned, base))))

    def _variant(self, model: str) -> Choice:
        # whoever asks for one variant wants that one: nobody stands in for it
        for version in self.upstreams:
            if model == served_name(self.name, version):
                return Choice(version, (version,))
        message = f"the model `{model}` does not exist; there is {', '.join(self.models())}"
        raise ApiError(404, message, param="model", code="model_not_found")
