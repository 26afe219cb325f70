"""What a call may ask for: the limits of the contract (protos/metier/nlu/v1), each naming the field that breaks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.shared.errors import InvalidInput, TooLarge

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_MESSAGE_CHARS = 16_384
MAX_QUESTION_CHARS = 8_192
MAX_TITLE_CHARS = 200
MAX_CANDIDATES = 32
MAX_STATEMENTS = 256
MAX_STATEMENT_CHARS = 1_000
MAX_CLAIMS = 64
MAX_EVIDENCE = 64
MAX_CLAIM_CHARS = 4_000


@dataclass(frozen=True)
class Asked:
    """One reply to read, and what it answers."""

    question: str
    message: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """A proposed line and the evidence it must rest on."""

    text: str
    evidence: tuple[str, ...] = ()


def check_reply(asked: Asked, job_title: str) -> None:
    """Refuse what ReadReply does not take.

    Raises:
        InvalidInput: TEXT_EMPTY, CANDIDATES_COUNT; TooLarge: TEXT_TOO_LONG.
    """
    check_text(asked.message, "message", MAX_MESSAGE_CHARS)
    check_length(asked.question, "question", MAX_QUESTION_CHARS)
    check_length(job_title, "job_title", MAX_TITLE_CHARS)
    if len(asked.candidates) > MAX_CANDIDATES:
        raise InvalidInput("CANDIDATES_COUNT", f"At most {MAX_CANDIDATES} candidates are taken.", field="candidates")
    for place, candidate in enumerate(asked.candidates):
        check_text(candidate, f"candidates[{place}]", MAX_STATEMENT_CHARS)


def check_statements(statements: Sequence[str]) -> None:
    """Refuse what CompareTasks does not take.

    Raises:
        InvalidInput: TEXTS_COUNT, TEXT_EMPTY; TooLarge: TEXT_TOO_LONG.
    """
    if not 1 <= len(statements) <= MAX_STATEMENTS:
        raise InvalidInput("TEXTS_COUNT", f"1 to {MAX_STATEMENTS} statements are taken.", field="statements")
    for place, statement in enumerate(statements):
        check_text(statement, f"statements[{place}]", MAX_STATEMENT_CHARS)


def check_claims(claims: Sequence[Claim]) -> None:
    """Refuse what CheckClaims does not take.

    Raises:
        InvalidInput: CLAIMS_COUNT, EVIDENCE_COUNT, TEXT_EMPTY; TooLarge: TEXT_TOO_LONG.
    """
    if not 1 <= len(claims) <= MAX_CLAIMS:
        raise InvalidInput("CLAIMS_COUNT", f"1 to {MAX_CLAIMS} claims are taken.", field="claims")
    for place, claim in enumerate(claims):
        check_text(claim.text, f"claims[{place}].text", MAX_CLAIM_CHARS)
        if len(claim.evidence) > MAX_EVIDENCE:
            where = f"claims[{place}].evidence"
            raise InvalidInput("EVIDENCE_COUNT", f"At most {MAX_EVIDENCE} lines of evidence are taken.", field=where)
        for line, text in enumerate(claim.evidence):
            check_text(text, f"claims[{place}].evidence[{line}]", MAX_CLAIM_CHARS)


def check_text(text: str, field: str, most: int) -> None:
    """Refuse a blank text, or one of more than `most` characters.

    Raises:
        InvalidInput: TEXT_EMPTY; TooLarge: TEXT_TOO_LONG.
    """
    if not text.strip():
        raise InvalidInput("TEXT_EMPTY", f"{field} is empty.", field=field)
    check_length(text, field, most)


def check_length(text: str, field: str, most: int) -> None:
    """Refuse a text of more than `most` characters.

    Raises:
        TooLarge: TEXT_TOO_LONG.
    """
    if len(text) > most:
        raise TooLarge(
            "TEXT_TOO_LONG", f"{field} has more than {most} characters.", field=field, limit=f"{most} characters"
        )
