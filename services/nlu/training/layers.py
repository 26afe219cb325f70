"""Fits the layers on the rows that are held out of teaching: no encoder and no table of patterns has seen them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.nlu.core import signals
from services.nlu.core.inputs import Asked, Claim
from services.nlu.core.layers import Layer, sigmoid
from services.nlu.core.models import RELATIONS
from services.nlu.core.reading import Act, Engagement
from services.nlu.core.relations import claim_signals, relation_signals
from services.nlu.core.spans import shape, tries
from services.nlu.training import corpus
from services.nlu.training.fit import fit, score
from services.nlu.training.lessons import level_of
from services.nlu.training.made import conversational
from services.shared.language.words import content_words, jaccard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.nlu.core.heard import ReaderModel
    from services.nlu.core.language import Identifier
    from services.nlu.core.reading import Span
    from services.nlu.core.relations import PairModel
    from services.nlu.core.signals import Candidate, Evidence
    from services.nlu.training.corpus import Mention, Offer, Reply

SAME_WORDS = 0.5
"""Overlap of stemmed content words from which a span counts as a labelled one, as the labelled sets ask."""

SAME_PLACE = 0.7
"""Of the characters of a stretch and a mention together, the share in common from which both are the same."""
NEIGHBOURS = 16
"""Rows that stand together stay in one half: they are often of one block."""

ACT_VOICES: dict[Act, tuple[Act, ...]] = {
    Act.STOP: (Act.ANSWER, Act.DECLINE, Act.PAUSE, Act.OFF_TOPIC),
    Act.ASSENT: (Act.ANSWER, Act.DECLINE),
    Act.DECLINE: (Act.ANSWER, Act.ASSENT, Act.STOP),
    Act.DISTRESS: (Act.ANSWER, Act.HARASSMENT),
    Act.QUESTION_OTHER: (Act.ANSWER, Act.QUESTION_DATA, Act.QUESTION_LENGTH),
}
"""Other acts whose logits an act's layer weighs beside its own."""


@dataclass(frozen=True)
class _Row:
    reply: Reply
    evidence: Evidence


def of_reader(reader: ReaderModel, identifier: Identifier, tell: Callable[[str], None]) -> dict[str, Any]:
    """The layers over the reader by decision; says how each does on rows of its own kind, two halves changing places."""
    held = [reply for reply in corpus.read("replies") if reply.block.is_held_out and reply.message.strip()]
    tell(f"{len(held)} replies")
    layers: dict[str, Any] = {"span": _span_layer(held, reader, tell)}
    span = Layer(**layers["span"])
    rows = [
        _Row(reply, signals.gather(Asked(reply.question, reply.message), reader, identifier, span)) for reply in held
    ]
    for act in Act:
        voices = {f"patterns.{act}", *(f"reader.{voice}" for voice in (act, *ACT_VOICES.get(act, ())))}
        said = [{name: value for name, value in row.evidence.acts.items() if name in voices} for row in rows]
        right = [act in row.reply.acts for row in rows]
        layers[f"act.{act}"] = _fitted(f"act.{act}", said, right, tell, own=f"reader.{act}")
    layers |= _activity_layers(rows, tell)
    layers |= _engagement_layers(rows, layers["own_present"], tell)
    layers["confirmation"] = _confirmation_layer(reader, identifier, span, tell)
    foreign = [row.reply.language != "en" for row in rows]
    layers["foreign"] = _fitted("foreign", [row.evidence.foreign for row in rows], foreign, tell, own="reader.foreign")
    return layers


def of_pairs(pairs: PairModel, tell: Callable[[str], None]) -> dict[str, Any]:
    """The layers over the pair encoder, in the same way."""
    return {**_relation_layers(pairs, tell), "claim": _claim_layer(pairs, tell)}


def _activity_layers(rows: Sequence[_Row], tell: Callable[[str], None]) -> dict[str, Any]:
    said: list[signals.Signals] = []
    named: list[bool] = []
    own: list[bool] = []
    for row in rows:
        if not row.reply.is_marked:
            continue
        for candidate in row.evidence.activities:
            mention = labelled(row.reply, candidate)
            said.append(candidate.signals)
            named.append(mention is not None)
            own.append(mention is not None and mention.is_own_present)
    return {
        "activity": _fitted("activity", said, named, tell, own="reader.inside"),
        "own_present": _fitted("own_present", said, own, tell, own="reader.inside"),
    }


def _engagement_layers(rows: Sequence[_Row], own_layer: dict[str, Any], tell: Callable[[str], None]) -> dict[str, Any]:
    told = [row for row in rows if level_of(row.reply) is not None]
    said = []
    for row in told:
        own = [sigmoid(score(own_layer, candidate.signals)) for candidate in row.evidence.activities]
        said.append(signals.engagement(row.evidence, own))
    return {
        f"engagement.{level}": _fitted(
            f"engagement.{level}",
            said,
            [level_of(row.reply) is level for row in told],
            tell,
            own=f"reader.engagement.{level}",
        )
        for level in Engagement
    }


def _span_layer(rows: Sequence[Reply], reader: ReaderModel, tell: Callable[[str], None]) -> dict[str, Any]:
    """Whether a stretch is just one labelled activity."""
    said: list[signals.Signals] = []
    right: list[bool] = []
    for row in rows:
        if row.is_marked:
            pieces = reader.hear(row.question, row.message, ()).pieces
            for span in tries(pieces, row.message):
                said.append(shape(pieces, row.message, span))
                right.append(any(_common(span, mention) >= SAME_PLACE for mention in row.mentions))
    return _fitted("span", said, right, tell, own="inside")


def _common(span: Span, mention: Mention) -> float:
    """What two stretches have in common, of what both hold."""
    common = min(span.end, mention.end) - max(span.start, mention.start)
    return common / (max(span.end, mention.end) - min(span.start, mention.start)) if common > 0 else 0.0


def _confirmation_layer(
    reader: ReaderModel, identifier: Identifier, span: Layer, tell: Callable[[str], None]
) -> dict[str, Any]:
    said: list[signals.Signals] = []
    right: list[bool] = []
    offers: list[Offer] = [offer for offer in corpus.read("confirm") if offer.block.is_held_out]
    for offer in offers:
        names = tuple(offer.question[start:end] for start, end in offer.candidates)
        evidence = signals.gather(Asked(offer.question, offer.reply, names), reader, identifier, span)
        said += evidence.confirmations
        right += [place in offer.confirmed for place in range(len(names))]
    return _fitted("confirmation", said, right, tell, own="reader.confirmed")


def _relation_layers(pairs: PairModel, tell: Callable[[str], None]) -> dict[str, Any]:
    """One layer per way two tasks relate; each pair is seen both ways round.

    The pairs of the corpus are the hard ones. Beside them stand those of a conversation: what one person names is
    mostly different, and what is said twice mostly shares its words.
    """
    said: list[signals.Signals] = []
    right: list[str] = []
    written = [pair for group in corpus.read("pairs") if group.block.is_held_out for pair in corpus.task_pairs(group)]
    talk = conversational([reply for reply in corpus.read("replies") if reply.block.is_held_out], random.Random(0))
    for left, other, relation in [*written, *talk]:
        for texts, is_turned in (((left, other), False), ((other, left), True)):
            (scores,) = pairs.compare(texts, -1.0)
            said.append(relation_signals(scores, *texts))
            # "contained": the second contains the first.
            right.append({"contained": "left" if is_turned else "right"}.get(relation, relation))
    return {
        f"relation.{name}": _fitted(f"relation.{name}", *_told_apart(said, right, name), tell, own=f"together.{name}")
        for name in RELATIONS
    }


def _told_apart(
    said: Sequence[signals.Signals], right: Sequence[str], name: str
) -> tuple[list[signals.Signals], list[bool]]:
    """The pairs that are of one relation or different: each layer tells its relation from being different."""
    pairs = [
        (row, relation == name) for row, relation in zip(said, right, strict=True) if relation in {name, "different"}
    ]
    return [row for row, _ in pairs], [is_it for _, is_it in pairs]


def _claim_layer(pairs: PairModel, tell: Callable[[str], None]) -> dict[str, Any]:
    """Claims people could differ on teach nothing here."""
    said: list[signals.Signals] = []
    right: list[bool] = []
    for case in corpus.read("claims"):
        told = [(text, label) for text, label, _ in case.claims if label is not None and case.block.is_held_out]
        claims = [Claim(text, case.evidence) for text, _ in told]
        said += [claim_signals(claim, scores) for claim, scores in zip(claims, pairs.check(claims), strict=True)]
        right += [bool(label) for _, label in told]
    return _fitted("claim", said, right, tell, own="pairs.supported")


def labelled(reply: Reply, candidate: Candidate) -> Mention | None:
    """The labelled mention a candidate is, by its place and words."""
    words = content_words(reply.message[candidate.span.start : candidate.span.end])
    for mention in reply.mentions:
        if mention.start < candidate.span.end and mention.end > candidate.span.start:
            said = content_words(reply.message[mention.start : mention.end])
            if jaccard(words, said) >= SAME_WORDS or (not words and not said):
                return mention
    return None


def _fitted(
    name: str, said: Sequence[signals.Signals], right: Sequence[bool], tell: Callable[[str], None], own: str
) -> dict[str, Any]:
    """The layer over all rows; says what it and its voices are worth on rows of the other half."""
    deaf = [signals.without(row, ("patterns.",)) for row in said]
    alone = [{own: row.get(own, 0.0)} for row in said]
    figures = "  ".join(
        f"{title} {_cross_f1(rows, right, own):.3f}"
        for title, rows in (("all", said), ("without patterns", deaf), ("alone", alone))
    )
    tell(f"{name:26} {sum(right):5} of {len(right):5}  F1: {figures}")
    return fit(said, right, own)


def _cross_f1(said: Sequence[signals.Signals], right: Sequence[bool], own: str) -> float:
    """F1 at one half, each half of the rows judged by a layer of the other."""
    halves = [[place for place in range(len(said)) if place // NEIGHBOURS % 2 == half] for half in (0, 1)]
    hits = others = 0
    for taught, asked in (halves, halves[::-1]):
        layer = fit([said[place] for place in taught], [right[place] for place in taught], own)
        verdicts = [(score(layer, said[place]) > 0, right[place]) for place in asked]
        hits += sum(found and wanted for found, wanted in verdicts)
        others += sum(found != wanted for found, wanted in verdicts)
    return 2 * hits / max(1, 2 * hits + others)
