"""Settings common to all services; each service's `settings.py` adds its own.

A field `redis_url` is set by the environment variable `METIER_REDIS_URL`. Defaults make one machine work.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PORTS: dict[str, int] = {
    "edge": 8080,
    "orchestrator": 50051,
    "agent": 50052,
    "taskpipeline": 50053,
    "onet_match": 50054,
    "actions": 50055,
    "cvfsm": 50056,
    "nlu": 50057,
}
"""Default TCP port of each service; one place for code, manifests and README."""


class ServiceSettings(BaseSettings):
    """Settings of every process: address, folder, Redis, targets of the other services, limits."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(env_prefix="METIER_", extra="ignore")

    bind: str = Field(
        default="", description="Address to serve on, host:port; empty means 127.0.0.1 and the port of PORTS."
    )
    suite: str = Field(
        default="",
        description="Name of the run of the suite this process belongs to; health tells it, so that a supervisor knows its own.",
    )
    home: Path = Field(default=Path(".metier"), description="Folder for everything that is kept on disk.")
    redis_url: str = Field(
        default="redis://127.0.0.1:6379/0",
        description="redis://, rediss:// or unix:// address; several, comma separated, are primaries that share the sessions.",
    )
    session_ttl_s: int = Field(
        default=30 * 86_400, ge=60, description="Idle seconds until a session expires (docs/spec.md 1)."
    )
    data_keys: str = Field(
        default="",
        description="Keys that encrypt what is stored of people: 32 bytes in base64 each, comma separated, the first one "
        "in use. Empty: what is stored is compressed only.",
    )
    internal_secret: str = Field(
        default="",
        description="Credential between services; the edge has none. Several, comma separated: the first one is sent, each "
        "is accepted, so that it can be exchanged without a stop.",
    )

    api_keys: str = Field(
        default="",
        description="Who may call, NAME=SHA256 of the key, comma separated; `metier keys new NAME` makes one.",
    )
    api_key: str = Field(default="", description="The key this process shows to others of the suite; the edge has one.")
    oidc_issuer: str = Field(
        default="", description="OpenID provider whose access tokens are accepted; empty means none."
    )
    oidc_audience: str = Field(default="metier", description="The audience a token must name.")
    oidc_scope: str = Field(default="metier", description="The scope a token must have; empty means any.")
    oidc_jwks: str = Field(default="", description="Address or file of the provider's signing keys (JWKS).")
    insecure: bool = Field(
        default=False, description="Let everybody call where others can reach the address and nobody was named who may."
    )

    tls_dir: str = Field(
        default="",
        description="Folder with ca.crt, tls.crt and tls.key: mutual TLS between services; empty means none. `metier certs` "
        "makes one.",
    )
    tls_redis: bool = Field(
        default=False,
        description="Show the certificate of `tls_dir` to a rediss:// Redis too, and trust its authority only.",
    )

    target_orchestrator: str = Field(default=f"127.0.0.1:{PORTS['orchestrator']}", description="gRPC target.")
    target_agent: str = Field(default=f"127.0.0.1:{PORTS['agent']}", description="gRPC target.")
    target_taskpipeline: str = Field(default=f"127.0.0.1:{PORTS['taskpipeline']}", description="gRPC target.")
    target_onet_match: str = Field(default=f"127.0.0.1:{PORTS['onet_match']}", description="gRPC target.")
    target_actions: str = Field(default=f"127.0.0.1:{PORTS['actions']}", description="gRPC target.")
    target_cvfsm: str = Field(default=f"127.0.0.1:{PORTS['cvfsm']}", description="gRPC target.")
    target_nlu: str = Field(default=f"127.0.0.1:{PORTS['nlu']}", description="gRPC target.")

    call_timeout_s: float = Field(
        default=30.0, gt=0, description="Deadline of a call that brings none: longest turn (20 s) and half again."
    )
    stream_timeout_s: float = Field(
        default=3600.0, gt=0, description="Longest life of a stream; clients resume by event id."
    )
    drain_s: float = Field(
        default=0.0,
        ge=0,
        description="Seconds between NOT_SERVING and refusing calls; 5 on Kubernetes, whose endpoints lag.",
    )
    grace_s: float = Field(default=20.0, ge=0, description="Seconds calls in flight may take to end: the longest turn.")
    max_request_bytes: int = Field(
        default=1 << 20, gt=0, description="Largest gRPC request taken (docs/reliability.md B7: 1 MiB)."
    )
    max_concurrent_calls: int = Field(
        default=2048, gt=0, description="Calls in flight before RESOURCE_EXHAUSTED; idle streams count."
    )
    reflection: bool = Field(
        default=True, description="Whether the server tells its contract; off in production (docs/reliability.md B10)."
    )
    otlp_endpoint: str = Field(
        default="", description="OTLP/gRPC collector that gets the traces, http:// or https://; empty means no tracing."
    )
    trace_share: float = Field(
        default=1.0, ge=0, le=1, description="Share of new traces recorded; what a caller has decided is kept."
    )
    metrics_port: int = Field(default=0, ge=0, le=65_535, description="Port of Prometheus metrics; 0 means none.")
    log_level: str = Field(default="info", description="debug, info, warning or error.")
    log_format: str = Field(default="json", description="json, or console for people.")

    def address(self, service: str) -> str:
        """The address to serve `service` on, host:port."""
        return self.bind or f"127.0.0.1:{PORTS[service]}"
