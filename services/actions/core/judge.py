"""Which of the model's drafts may become actions. Each refusal has a reason that the model is told before its retry.

Rules, in this order; the first that is broken counts:
1. it has a type of ours and says something in each of its texts
2. every reference of its `profileBasis` resolves to a stored task, match or element of the profile, and there is one
3. it names nothing the profile does not hold (`names`)
4. it does not say again what the person has saved, begun or done
5. it does not say again what the person has dismissed
6. it does not say again what an earlier draft of the same reply says
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from services.actions.core.names import names_in
from services.actions.core.types import Proposal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.actions.core.likeness import Likeness
    from services.actions.core.names import Known
    from services.actions.core.reply import Draft
    from services.actions.core.types import Basis


class Refusal(StrEnum):
    """Why a draft is no action."""

    INCOMPLETE = "INCOMPLETE"
    UNGROUNDED = "UNGROUNDED"
    NAMED_RESOURCE = "NAMED_RESOURCE"
    DOUBLE_OF_PRESERVED = "DOUBLE_OF_PRESERVED"
    DISMISSED_BEFORE = "DISMISSED_BEFORE"
    DOUBLE_IN_REPLY = "DOUBLE_IN_REPLY"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What drafts are judged against: references, what may be named, and titles not to be repeated."""

    refs: Mapping[str, Basis]
    known: Known
    preserved: tuple[str, ...]
    dismissed: tuple[str, ...]

    @property
    def taken(self) -> tuple[str, ...]:
        """Titles that no new action may say again."""
        return (*self.preserved, *self.dismissed)


def judge(
    drafts: Sequence[Draft], bounds: Bounds, likeness: Likeness, model: str
) -> tuple[tuple[Proposal | Refusal, ...], tuple[Proposal, ...]]:
    """Each draft's verdict in order, and the proposals among them."""
    verdicts: list[Proposal | Refusal] = []
    accepted: list[Proposal] = []
    for draft in drafts:
        verdict = _judged(draft, bounds, likeness, [proposal.title for proposal in accepted], model)
        verdicts.append(verdict)
        if isinstance(verdict, Proposal):
            accepted.append(verdict)
    return tuple(verdicts), tuple(accepted)


def _judged(draft: Draft, bounds: Bounds, likeness: Likeness, before: Sequence[str], model: str) -> Proposal | Refusal:
    texts = (draft.title, draft.description, draft.rationale)
    if draft.type is None or not all(any(sign.isalpha() for sign in text) for text in texts):
        return Refusal.INCOMPLETE
    if not draft.refs or not all(ref in bounds.refs for ref in draft.refs):
        return Refusal.UNGROUNDED
    if any(names_in(text, bounds.known) for text in texts):
        return Refusal.NAMED_RESOURCE
    for titles, refusal in (
        (bounds.preserved, Refusal.DOUBLE_OF_PRESERVED),
        (bounds.dismissed, Refusal.DISMISSED_BEFORE),
        (before, Refusal.DOUBLE_IN_REPLY),
    ):
        if likeness.is_any(draft.title, titles):
            return refusal
    basis = tuple(bounds.refs[ref] for ref in dict.fromkeys(draft.refs))
    return Proposal(draft.type, *texts, basis, model)
