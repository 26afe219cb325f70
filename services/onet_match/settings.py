"""Settings of the matcher, beside those every service has."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from services.shared.runtime.settings import ServiceSettings


class OnetMatchSettings(ServiceSettings):
    """`METIER_ONET_*` and `METIER_PINECONE_*` in the environment."""

    onet_embedder: Literal["default", "fast"] = Field(
        default="default", description="Embedder that answers when a call names none: best answers, or for load."
    )
    onet_only: bool = Field(
        default=False, description="Load only `onet_embedder`; with `fast` the process stays below 150 MB."
    )
    onet_threads: int = Field(
        default=2, ge=1, le=64, description="Threads one embedding may use; the suite is sized for two cores."
    )
    onet_workers: int = Field(
        default=2, ge=1, le=64, description="Calls that compute at the same time; more only adds memory."
    )
    onet_backend: Literal["local", "pinecone"] = Field(
        default="local", description="Where candidates come from: the index file, or a Pinecone index."
    )
    onet_refresh_s: float = Field(
        default=2.0, gt=0, description="Seconds between two looks for a newer build; a switch is not urgent."
    )
    onet_cached_texts: int = Field(
        default=2048,
        ge=1,
        description="Answers kept, one per text and context (about 6 KB each), and vectors, one per text (1.5 KB): 15 MB.",
    )
    pinecone_api_key: str = Field(default="", description="Key of the Pinecone project.")
    pinecone_host: str = Field(default="", description="Address of the Pinecone index itself, https://...")
    pinecone_namespace: str = Field(default="onet-", description="Prefix of the namespaces, one per build.")
    pinecone_timeout_s: float = Field(
        default=10.0, gt=0, description="One attempt of one request; a query takes well under a second."
    )
