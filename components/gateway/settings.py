"""How long the gateway waits, and how much it lets through."""

from typing import Final

from pydantic import Field

from components.shared.settings import Settings

# of what models are trained with: half to twice as many as are told on average
FEWEST_ENTRIES: Final = 20
MOST_ENTRIES: Final = 80


class GatewaySettings(Settings):
    """Patience and limits of the gateway."""

    connect_seconds: float = Field(5.0, gt=0, description="Until a model server takes the call")
    first_token_seconds: float = Field(60.0, gt=0, description="Until a stream begins, the wait in the queue included")
    gap_seconds: float = Field(30.0, gt=0, description="Between two pieces of a stream")
    total_seconds: float = Field(600.0, gt=0, description="For a whole answer")
    retry_within_seconds: float = Field(
        2.0, ge=0, description="A version that failed sooner is asked once more; of a slower one nobody waits twice"
    )
    poll_seconds: float = Field(0.25, gt=0, description="Between two looks at the split and the upstreams")
    max_tokens: int = Field(4096, ge=1, description="Longest answer that may be asked for; more is cut down to this")
    context_entries: int = Field(
        40,
        ge=FEWEST_ENTRIES,
        le=MOST_ENTRIES,
        description="Names of the configuration that a task is told, where there is a context index and the request "
        "does not say otherwise",
    )
    context_own_characters: int = Field(
        1500, ge=0, description="Most characters for the fields of the edited form or object"
    )
