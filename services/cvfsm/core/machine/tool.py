"""The agent's one tool, `update_cv_field`: bounds, place, form and grounding, in this order; then an update.

Models and rules go through it alike. What it refuses changes nothing and says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document import cv, cv_json, cv_paths
from services.cvfsm.core.document.cv import PRINTED, Source, SourceKind
from services.cvfsm.core.document.cv_paths import BadPathError
from services.cvfsm.core.grounding.evidence import Claim, Evidence, support
from services.cvfsm.core.grounding.verdict import Verdict, entails
from services.cvfsm.core.machine import updates, wording
from services.cvfsm.core.machine.agent_task import is_in_bounds
from services.cvfsm.core.machine.updates import SECTION_ORDER, Change, Operation, Update, UpdateStatus
from services.shared.language.sentences import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.document.cv import CvData
    from services.cvfsm.core.machine.session import CvSession
    from services.shared.language.sentences import Sentence

MAX_REASON_CHARS: Final = 300
"""Of a reason shown to the person: one sentence with what is in doubt."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who makes a change, in which run, and why, where that needs saying.

    `statement_id` names the statement it is, as given; `is_asked` where the person asked for this very change; `supported`
    has, by proposed line, the probability that what is known supports it, where that was compared.
    """

    run_id: str
    written_by: str
    model: str = ""
    reasons: tuple[Sentence, ...] = ()
    statement_id: str = ""
    is_asked: bool = False
    supported: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a call of the tool: `update` where there is one to show, `reason` (UPPER_SNAKE) where it failed."""

    update: Update | None = None
    reason: str = ""
    message: str = "ok"

    @property
    def succeeded(self) -> bool:
        """Whether the CV has changed."""
        return not self.reason


def use(session: CvSession, change: Change, evidence: Evidence, author: Author) -> Result:
    """Answer one call; the caller appends `Result.update` to the session's updates.

    Args:
        session: The session as it is now, updates of this run included.
        change: What is asked.
        evidence: What was known when the run began.
        author: Who asks.
    """
    if not author.is_asked and not is_in_bounds(change, session.selected):
        return Result(reason="SECTION_NOT_SELECTED", message="This section was not selected; it stays as it is.")
    data = session.draft
    try:
        before = "" if change.path == SECTION_ORDER else updates.before_of(data, change)
        changed = updates.apply(data, change, before)
    except (BadPathError, TypeError, ValueError, KeyError):
        return Result(reason="PATH_UNKNOWN", message=f"There is no such place in the CV: {change.path[:80]}")
    if problem := _form_problem(data, changed, change):
        return problem
    return _judged(_update(session, change, before, evidence, author), claims(change, data), evidence, author)


def _judged(update: Update, proposed: Sequence[Claim], evidence: Evidence, author: Author) -> Result:
    """The update as the gate lets it stand: applied, refused, or asked about."""
    judged = [] if author.is_asked else [entails(c, evidence, author.supported.get(c.text)) for c in proposed]
    kept_out = [row for row in judged if row.verdict is not Verdict.HOLDS]
    own = [unit for unit in evidence.said if unit.source.ref == author.statement_id]
    if author.statement_id and not author.is_asked and all(unit.is_hedged for unit in own):
        return _kept_out(update, UpdateStatus.REFUSED_BY_GATE, "NOT_GROUNDED", (wording.HEDGED.say(),))
    if not kept_out:
        return Result(update)
    worst = next((row for row in kept_out if row.verdict is Verdict.REFUSED), kept_out[0])
    reasons = wording.told(replace(worst, doubts=tuple(d for row in kept_out for d in row.doubts)))
    if worst.verdict is Verdict.ASKED:
        return _kept_out(update, UpdateStatus.ASKED, "ASKED", reasons)
    return _kept_out(update, UpdateStatus.REFUSED_BY_GATE, "NOT_GROUNDED", reasons)


def _form_problem(data: CvData, changed: CvData, change: Change) -> Result | None:
    if change.path == SECTION_ORDER:
        is_order = change.operation is Operation.REORDER and set(change.items) <= set(PRINTED)
        return None if is_order else Result(reason="ITEMS_DIFFER", message="This is no order of sections.")
    if change.operation is Operation.REORDER:
        items = Counter(updates.text_of(item) for item in cv_paths.get(data, change.path))
        if Counter(change.items) != items:
            return Result(reason="ITEMS_DIFFER", message="The new order must hold the same items, unchanged.")
    if changed == data or _says_the_same(data, changed, change):
        return Result(reason="NO_CHANGE", message="The CV says this already.")
    if breaches := cv_json.breaches(changed):
        return Result(reason="VALUE_INVALID", message=breaches[0])
    return None


def _says_the_same(data: CvData, changed: CvData, change: Change) -> bool:
    """Whether only the record of sources changed, or an added line is there already."""
    if change.operation is Operation.ADD and not isinstance(change.value, Mapping):
        return str(change.value).casefold() in {updates.text_of(v).casefold() for v in cv_paths.get(data, change.path)}
    return list(cv.lines(data)) == list(cv.lines(changed))


def claims(change: Change, data: CvData) -> list[Claim]:
    """The lines a change would put into the CV, each with its place; none for a removal or another order."""
    if change.operation in {Operation.REMOVE, Operation.MOVE, Operation.REORDER}:
        return []
    if change.operation is Operation.SET:
        return [Claim(change.path, str(change.value))]
    place = f"{change.path}[{len(cv_paths.get(data, change.path))}]"
    if not isinstance(change.value, Mapping):
        return [Claim(place, str(change.value))]
    texts = {name: updates.text_of(part) for name, part in change.value.items()}
    if texts.get("level"):  # a level is judged with its language
        texts["level"] = f"{texts.get('name', '')} {texts['level']}"
    return [Claim(f"{place}.{name}", text) for name, text in texts.items() if text]


def _update(session: CvSession, change: Change, before: str, evidence: Evidence, author: Author) -> Update:
    after = "" if change.operation is Operation.REMOVE else updates.text_of(change.value)
    place = change.path if change.path != SECTION_ORDER else "profile"
    moves = change.operation in {Operation.REMOVE, Operation.MOVE, Operation.REORDER}
    return Update(
        id=f"u{len(session.updates) + 1}",
        run_id=author.run_id,
        change=change,
        before=before,
        after=after,
        status=UpdateStatus.APPLIED,
        reasons=author.reasons,
        sources=() if moves else _sources(place, after, evidence, author),
        written_by=author.written_by,
        model=author.model,
        entry="" if change.path == SECTION_ORDER else updates.entry_of(session.draft, change.path),
        statement_id=author.statement_id,
    )


def _sources(place: str, after: str, evidence: Evidence, author: Author) -> tuple[Source, ...]:
    statement_id = author.statement_id
    if not statement_id:
        return support(Claim(place, after), evidence)
    if author.is_asked:
        return (Source(SourceKind.USER_STATEMENT, statement_id, after[:MAX_REASON_CHARS]),)
    quotes = [unit.source for unit in evidence.said if unit.source.ref == statement_id]
    best = support(
        Claim(place, after), Evidence(evidence.data, (), tuple(u for u in evidence.said if u.source in quotes))
    )
    return best[:1] or tuple(quotes[:1])


def _kept_out(update: Update, status: UpdateStatus, reason: str, told: tuple[Sentence, ...]) -> Result:
    return Result(replace(update, status=status, reasons=told, sources=()), reason, joined(told)[:MAX_REASON_CHARS])
