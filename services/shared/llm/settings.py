"""Settings of the model calls, with unit, default and reason."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.shared.llm.calls import Calls


class LlmSettings(BaseSettings):
    """Keys, addresses, the table of calls and the caps; `METIER_LLM_...` unless said otherwise."""

    model_config = SettingsConfigDict(
        env_prefix="METIER_LLM_",
        env_nested_delimiter="__",
        nested_model_default_partial_update=True,
        populate_by_name=True,
        extra="ignore",
        frozen=True,
    )

    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias="OPENAI_API_KEY", description="None or empty: unused"
    )
    anthropic_api_key: SecretStr | None = Field(
        default=None, validation_alias="ANTHROPIC_API_KEY", description="None or empty: unused"
    )
    openai_base_url: str = Field(
        default="https://api.openai.com/v1", description="any server that speaks this wire format"
    )
    anthropic_base_url: str = Field(
        default="https://api.anthropic.com", description="any server that speaks this wire format"
    )
    regions: dict[str, str] = Field(
        default={}, description="provider -> where it processes, as your contract with it says; the page tells people"
    )
    calls: Calls = Field(default=Calls(), description="one cell: METIER_LLM_CALLS__MATCH_SELECTION__MODEL")
    stand_ins: dict[str, str] = Field(
        default={"gpt-4o": "claude-sonnet-4-5", "gpt-4o-mini": "claude-haiku-4-5", "claude-haiku-4-5": "gpt-4o-mini"},
        description="model -> the other provider's model of its class, used when only that provider has a key",
    )
    prices: dict[str, tuple[float, float]] = Field(
        default={}, description="model prefix -> USD per million tokens (input, output); over the built-in list"
    )
    session_cap_usd: float = Field(
        default=1.0, ge=0, description="per session; a full conversation on the default models costs about 0.15 USD"
    )
    day_cap_usd: float = Field(default=20.0, ge=0, description="per UTC day over all sessions")
    max_reply_bytes: int = Field(
        default=2 * 1024 * 1024,
        ge=1024,
        description="on the wire; 2,000 streamed tokens of ~300 bytes fit three times over",
    )
    max_attempts: int = Field(default=2, ge=1, le=3, description="the only retry layer: one try and one more")
    retry_backoff_s: float = Field(
        default=0.3, ge=0, description="wait before a retry, half of it random; a provider's advice wins"
    )
    reserve_s: float = Field(default=1.5, ge=0, description="of the turn's deadline, kept for the rules and the commit")
