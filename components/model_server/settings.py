"""How much one model server takes on."""

from pydantic import Field

from components.shared.settings import Settings


class ModelServerSettings(Settings):
    """Limits of one model server."""

    max_tokens: int = Field(4096, ge=1, description="Longest answer; a request for more is cut down to this")
    default_max_tokens: int = Field(1024, ge=1, description="Longest answer where the request names no limit")
    waiting: int = Field(256, ge=1, description="Requests that may wait; the next one is told to come back later")
    batch_size: int = Field(64, ge=1, description="Requests answered together")
    gather_seconds: float = Field(0.02, ge=0, description="How long an idle server waits for company of a request")
