"""What a call costs, in micro-dollars: a dollar per million tokens is a micro-dollar per token.

Rows are the providers' public list prices (USD per million tokens, input and output); the settings add or change rows.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from services.shared.llm.schema import strict_schema
from services.shared.llm.types import AssistantMessage, ToolResult, UserMessage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.shared.llm.provider import Ask
    from services.shared.llm.types import Message, Usage

# Longest prefix of the model's name wins.
PRICES: Mapping[str, tuple[float, float]] = {
    "gpt-4o": (2.50, 10.00),
    "gpt-4o-mini": (0.15, 0.60),
    "claude-haiku-4-5": (1.00, 5.00),
    "claude-sonnet-4-5": (3.00, 15.00),
}
# A model without a row is taken for as dear as the dearest general models of both lists, so that caps hold.
UNKNOWN_PRICE = (15.00, 75.00)
# Roles, separators and the hidden tool instructions a provider adds; Anthropic documents up to 530 tokens for tools.
_OVERHEAD_TOKENS = 1000


def price_of(model: str, extra: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """USD per million tokens (input, output) of `model`; rows in `extra` win over ours of the same length."""
    rows = {**PRICES, **extra}
    known = [prefix for prefix in rows if model.startswith(prefix)]
    return rows[max(known, key=len)] if known else UNKNOWN_PRICE


def most(ask: Ask, price: tuple[float, float]) -> int:
    """Micro-dollars that `ask` cannot exceed: a byte-level tokenizer makes at most one token of each byte."""
    tokens_in = _bytes(ask) + _OVERHEAD_TOKENS
    return _micro_usd(tokens_in, ask.max_tokens, price)


def actual(usage: Usage, price: tuple[float, float]) -> int:
    """Micro-dollars that were spent."""
    return _micro_usd(usage.input_tokens, usage.output_tokens, price)


def _micro_usd(tokens_in: int, tokens_out: int, price: tuple[float, float]) -> int:
    """Rounded up, so that a call is never free."""
    return int(-(-(tokens_in * price[0] + tokens_out * price[1]) // 1))


def _bytes(ask: Ask) -> int:
    schemas = [json.dumps(strict_schema(tool.arguments)) + tool.name + tool.description for tool in ask.tools]
    schemas += [json.dumps(dict(ask.reply_schema))] if ask.reply_schema else []
    return sum(len(text.encode()) for text in [ask.system, *map(_text, ask.messages), *schemas])


def _text(message: Message) -> str:
    match message:
        case UserMessage(text):
            return text
        case ToolResult(content=content):
            return content
        case AssistantMessage(text, calls):
            return text + "".join(call.name + json.dumps(dict(call.arguments)) for call in calls)
