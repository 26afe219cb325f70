"""Knobs of the edge; an environment variable METIER_<NAME> sets each."""

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from services.shared.runtime.settings import ServiceSettings


class EdgeSettings(ServiceSettings):
    """What the edge needs beyond what every service has."""

    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Origins of other pages that may call, comma separated; the page's own origin always may.",
    )
    forwarded_hops: int = Field(
        default=0, ge=0, description="Proxies of ours in front; so many X-Forwarded-For entries are believed."
    )

    visitors: bool = Field(
        default=True, description="Whether people may use the page without an API key, where keys are asked for."
    )

    rate_per_s: float = Field(
        default=20.0, gt=0, description="Requests a second of one session: ten times a fast typist's type-ahead."
    )
    rate_burst: float = Field(
        default=60.0, ge=1, description="Requests of one session at once: opening every view of the page twice."
    )
    address_rate_per_s: float = Field(
        default=200.0, gt=0, description="Requests a second of one address: ten busy people behind one router."
    )
    address_rate_burst: float = Field(default=600.0, ge=1, description="Requests of one address at once, likewise.")

    starts_per_hour: float = Field(
        default=1200.0,
        ge=4,
        description="Sessions one address opens in an hour, a quarter of them at once: a school behind one router.",
    )
    starts_per_hour_of_all: float = Field(
        default=72_000.0,
        ge=4,
        description="Sessions all addresses open in an hour, likewise: 150 MB until they expire.",
    )

    socket_frame_bytes: int = Field(
        default=65_536, gt=0, description="Largest WebSocket frame taken (docs/reliability.md D3: 64 KiB)."
    )
    socket_frames: int = Field(
        default=20, ge=1, description="Frames of one socket in `socket_window_s` (docs/reliability.md D3: 20 in 10 s)."
    )
    socket_window_s: float = Field(default=10.0, gt=0, description="See `socket_frames`.")
    sockets_per_session: int = Field(
        default=5, ge=1, description="Open sockets of one session (docs/reliability.md D3: 5)."
    )
    sockets_per_address: int = Field(
        default=50, ge=1, description="Open sockets of one address, shown a token or not: ten people behind one router."
    )
    sockets_most: int = Field(
        default=4000, ge=1, description="Open sockets of this process: half of what 8,192 file descriptors allow."
    )
    socket_idle_s: float = Field(
        default=300.0, gt=0, description="Silence after which a socket is closed (docs/reliability.md D3: 5 min)."
    )
    socket_auth_s: float = Field(
        default=10.0, gt=0, description="Time for the first frame: a slow phone's round trip many times over."
    )

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("internal_secret")
    @classmethod
    def _without_secret(cls, _value: str) -> str:
        """The edge serves untrusted callers: it never holds the credential between services, whatever the environment says."""
        return ""
