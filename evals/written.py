"""Rows in the form of the reader's corpus, as blind rounds are written, measured through the running service.

A figure of a blind round is its first look: it is taken once, before the rows join the corpus.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from evals.phrases import Likeness, f1, one_to_one
from metier.nlu.v1 import nlu_service_pb2 as rpc
from metier.nlu.v1 import reading_pb2 as pb
from services.nlu.core.reading import Act, Engagement
from services.nlu.training import corpus
from services.nlu.training.lessons import level_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from typing import Any

    from metier.nlu.v1.nlu_service_pb2_grpc import NluServiceAsyncStub
    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub

    Show = Callable[[str], None]
    Read = tuple[corpus.Reply, pb.Reading]

ALARMS = frozenset({Act.DISTRESS, Act.DANGER, Act.HARASSMENT})
"""Acts whose miss is worst: found is found as whichever of them."""

CUT = 0.5
"""Probability from which a calibrated answer is more often right than wrong."""
SAME_CUT = 0.3
"""Of the probability that two tasks are the same: on rows held out of teaching F1 is highest there, as same ones are few."""
FEW = 3
"""Rows of an act from which a figure of it says something."""


async def measure(
    paths: Sequence[Path], onet: OnetMatchServiceAsyncStub, nlu: NluServiceAsyncStub, show: Show = lambda _line: None
) -> dict[str, float]:
    """The figures of every kind of row the files hold; `show` gets a line for each wrong answer."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for path in sorted(paths):
        rows[path.name.split(".", 1)[0]] += corpus.read_file(path)
    figures: dict[str, float] = {}
    if rows["replies"]:
        figures |= await _replies(rows["replies"], onet, nlu, show)
    if rows["confirm"]:
        figures |= await _offers(rows["confirm"], nlu, show)
    if rows["pairs"]:
        figures |= await _pairs(rows["pairs"], nlu, show)
    if rows["claims"]:
        figures |= await _claims(rows["claims"], nlu, show)
    if rows["statements"]:
        figures |= await _statements(rows["statements"], nlu, show)
    return figures


async def _replies(
    rows: Sequence[corpus.Reply], onet: OnetMatchServiceAsyncStub, nlu: NluServiceAsyncStub, show: Show
) -> dict[str, float]:
    read_rows = [(row, await _read(nlu, row.question, row.message)) for row in rows]
    stops = _verdicts("stop", read_rows, frozenset({Act.STOP}), show)
    figures = {"replies": len(rows), "stop_intent.f1": _f1(stops), "stop_intent.false_stop_rate": _false_rate(stops)}
    alarms = _verdicts("alarm", read_rows, ALARMS, show)
    if any(told for told, _ in alarms):
        figures |= {"alarm.recall": _recall(alarms), "alarm.false_rate": _false_rate(alarms)}
    foreign = [(row.language != "en", got.languages[0].language != "en") for row, got in read_rows]
    if any(told for told, _ in foreign):
        figures |= {"foreign.f1": _f1(foreign), "foreign.false_rate": _false_rate(foreign)}
    figures["engagement.accuracy"] = _levels(read_rows, show)
    for act in Act:
        pairs = _verdicts(act, read_rows, frozenset({act}), lambda _line: None)
        if sum(told for told, _ in pairs) >= FEW:
            figures[f"act.{act}.f1"] = _f1(pairs)
    return figures | await _activities([pair for pair in read_rows if pair[0].language == "en"], onet, show)


def _verdicts(name: str, rows: Sequence[Read], acts: frozenset[Act], show: Show) -> list[tuple[bool, bool]]:
    """Whether a row has one of the acts, and whether the reader says so."""
    verdicts = []
    for row, got in rows:
        share = max(_share(got, _number(act)) for act in acts)
        verdicts.append((bool(row.acts & acts), share >= CUT))
        if bool(row.acts & acts) != (share >= CUT):
            show(f"{name} {bool(row.acts & acts)} got {share:.2f}: {row.question} | {row.message}")
    return verdicts


def _levels(rows: Sequence[Read], show: Show) -> float:
    told = [(level, _level(got), row) for row, got in rows if (level := level_of(row)) is not None]
    for wanted, got, row in told:
        if wanted != got:
            show(f"engagement {wanted} got {got}: {row.question} | {row.message}")
    return sum(wanted == got for wanted, got, _ in told) / max(1, len(told))


async def _activities(rows: Sequence[Read], onet: OnetMatchServiceAsyncStub, show: Show) -> dict[str, float]:
    gold = [[row.message[m.start : m.end] for m in row.mentions if m.is_own_present] for row, _ in rows]
    found = [_own(got) for _, got in rows]
    likeness = await Likeness.of(onet, (phrase for phrases in (*gold, *found) for phrase in phrases))
    hits = [
        one_to_one([[likeness.of_pair(a, b) for b in wanted] for a in got])
        for got, wanted in zip(found, gold, strict=True)
    ]
    for (row, _), got, wanted, pairs in zip(rows, found, gold, hits, strict=True):
        wrong = [phrase for place, phrase in enumerate(got) if place not in pairs]
        missed = [phrase for place, phrase in enumerate(wanted) if place not in pairs.values()]
        if wrong or missed:
            show(f"activities wrong {wrong} missed {missed}: {row.question} | {row.message}")
    precision = sum(map(len, hits)) / max(1, sum(map(len, found)))
    recall = sum(map(len, hits)) / max(1, sum(map(len, gold)))
    return {"activities.precision": precision, "activities.recall": recall, "activities.f1": f1(precision, recall)}


async def _offers(rows: Sequence[corpus.Offer], nlu: NluServiceAsyncStub, show: Show) -> dict[str, float]:
    right = 0
    for row in rows:
        names = [row.question[start:end] for start, end in row.candidates]
        got = _confirmed(await _read(nlu, row.question, row.reply, names))
        wanted = [names[place] for place in sorted(row.confirmed)]
        right += got == wanted
        if got != wanted:
            show(f"confirm {wanted} got {got}: {row.question} | {row.reply}")
    return {"offers": len(rows), "confirm.exact": right / len(rows)}


async def _pairs(rows: Sequence[corpus.TaskGroup], nlu: NluServiceAsyncStub, show: Show) -> dict[str, float]:
    verdicts, at_half = [], []
    for group in rows:
        for left, right, relation in corpus.task_pairs(group):
            answer = await nlu.CompareTasks(rpc.CompareTasksRequest(statements=[left, right]))
            told = answer.relations[0].same if answer.relations else 0.0
            same = told >= SAME_CUT
            verdicts.append((relation == "same", same))
            at_half.append((relation == "same", told >= CUT))
            if same != (relation == "same"):
                show(f"pair {relation} got {'same' if same else 'not the same'}: {left} | {right}")
    return {
        "pairs": len(verdicts),
        "same_task.f1": _f1(verdicts),
        "same_task.false_rate": _false_rate(verdicts),
        "same_task.f1_at_half": _f1(at_half),
    }


async def _claims(rows: Sequence[corpus.Case], nlu: NluServiceAsyncStub, show: Show) -> dict[str, float]:
    verdicts, kinds = [], Counter[str]()
    for case in rows:
        told = [claim for claim in case.claims if claim[1] is not None]
        claims = [rpc.Claim(text=text, evidence=case.evidence) for text, _, _ in told]
        answer = await nlu.CheckClaims(rpc.CheckClaimsRequest(claims=claims))
        for (text, supported, kind), got in zip(told, answer.supports, strict=True):
            verdicts.append((bool(supported), got.supported >= CUT))
            kinds[kind] += 1
            if bool(supported) != (got.supported >= CUT):
                show(f"claim {supported} {kind} got {got.supported:.2f}: {case.evidence} | {text}")
    accuracy = sum(wanted == found for wanted, found in verdicts) / max(1, len(verdicts))
    return {"claims": len(verdicts), "claims.accuracy": accuracy, "claims.false_support": _false_rate(verdicts)}


async def _statements(rows: Sequence[corpus.Statement], nlu: NluServiceAsyncStub, show: Show) -> dict[str, float]:
    right = 0
    for row in rows:
        answer = await nlu.ReadStatement(rpc.ReadStatementRequest(statement=row.text, section=row.section))
        got = rpc.StatementKind.Name(answer.kinds[0].kind).removeprefix("STATEMENT_KIND_").lower()
        right += got == row.kind
        if got != row.kind:
            show(f"statement {row.kind} got {got}: {row.text}")
    return {"statements": len(rows), "statements.accuracy": right / len(rows)}


def _number(act: Act) -> pb.Act.ValueType:
    return pb.Act.Value(f"ACT_{act.name}")


def _level(reading: pb.Reading) -> Engagement:
    return Engagement(pb.Engagement.Name(reading.engagement).removeprefix("ENGAGEMENT_").lower())


def _f1(verdicts: Iterable[tuple[bool, bool]]) -> float:
    seen = Counter(verdicts)
    hits = seen[True, True]
    return 2 * hits / max(1, 2 * hits + seen[True, False] + seen[False, True])


def _recall(verdicts: Iterable[tuple[bool, bool]]) -> float:
    seen = Counter(verdicts)
    return seen[True, True] / max(1, seen[True, True] + seen[True, False])


def _false_rate(verdicts: Iterable[tuple[bool, bool]]) -> float:
    seen = Counter(verdicts)
    return seen[False, True] / max(1, seen[False, True] + seen[False, False])


async def _read(nlu: NluServiceAsyncStub, question: str, message: str, candidates: Sequence[str] = ()) -> pb.Reading:
    """The reading of a reply."""
    request = rpc.ReadReplyRequest(question=question, message=message, candidates=candidates)
    return (await nlu.ReadReply(request)).reading


def _share(reading: pb.Reading, act: pb.Act.ValueType) -> float:
    """The probability of an act."""
    return next((each.probability for each in reading.acts if each.act == act), 0.0)


def _own(reading: pb.Reading) -> list[str]:
    """The person's own, present work."""
    return [each.phrase for each in reading.activities if each.own_present >= CUT]


def _confirmed(reading: pb.Reading) -> list[str]:
    """The candidates that are confirmed, in order."""
    return [each.candidate for each in reading.confirmations if each.probability >= CUT]
