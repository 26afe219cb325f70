"""Language models for all services: OpenAI, Anthropic or none, behind the one port `Llm`.

Calls are settings, replies are validated, every failure is one `ModelUnavailable`, and nothing is spent that the ledger
did not grant. It knows providers and money; it knows no career, and no service.

    settings = LlmSettings()
    llm = open_llm(settings, redis)
    try:
        reply = await llm.complete_json(settings.calls.message_analysis, SYSTEM, prompt, Analysis)
    except ModelUnavailable:
        ...  # the rule function answers
"""

from services.shared.llm.calls import Calls
from services.shared.llm.open import measured_llm, no_llm, open_llm
from services.shared.llm.settings import LlmSettings
from services.shared.llm.types import (
    AssistantMessage,
    CallSettings,
    Llm,
    Message,
    ModelReply,
    ModelUnavailable,
    Reason,
    StreamEnd,
    ToolCall,
    ToolReply,
    ToolResult,
    ToolSpec,
    Usage,
    UserMessage,
)

__all__ = [
    "AssistantMessage",
    "CallSettings",
    "Calls",
    "Llm",
    "LlmSettings",
    "Message",
    "ModelReply",
    "ModelUnavailable",
    "Reason",
    "StreamEnd",
    "ToolCall",
    "ToolReply",
    "ToolResult",
    "ToolSpec",
    "Usage",
    "UserMessage",
    "measured_llm",
    "no_llm",
    "open_llm",
]
