"""The corpus: files of `corpus/` as rows, checked while they are read.

A file's name is `<kind>.<hand>.<number>.txt`: what it holds, who wrote it (a letter), which one it is. A line `@ trade=...;
voice=...` opens a block, `#` a comment. The form of each kind is told by the function that reads it. A block is held out
when its trade or its voice is: both are drawn by their name alone, so the split stays the same however the corpus grows.

It is long because the five forms share their blocks, their marks of spans and their error, and each form is a row type and its reader.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.nlu.core.reading import Act, Engagement, Owner, StatementKind, Time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CORPUS = Path(str(files("services.nlu") / "training" / "corpus"))
HELD_OUT_TRADES, HELD_OUT_VOICES = 8, 16
"""One trade in eight and one voice in sixteen are held out of all teaching: together about a sixth of the rows."""
CLAIM_KINDS = frozenset(
    [
        "number",
        "date",
        "employer",
        "institution",
        "degree",
        "skill",
        "title",
        "certification",
        "language_level",
        "scope",
        "tool",
        "award",
        "causation",
    ]
)

_ACTS, _LEVELS, _KINDS = frozenset(Act), frozenset(Engagement), frozenset(StatementKind)


class FormError(ValueError):
    """A line that is not in the form of its kind."""


@dataclass(frozen=True)
class Block:
    """Where a row stands."""

    hand: str
    file: str
    number: int
    trade: str
    voice: str

    @property
    def is_held_out(self) -> bool:
        """Whether the row is kept for fitting the layers and for figures, never for teaching the encoders."""
        trade, voice = (name if _is_told(name) else f"{self.file}/{self.number}" for name in (self.trade, self.voice))
        return _drawn(trade, HELD_OUT_TRADES) or (_is_told(self.voice) and _drawn(voice, HELD_OUT_VOICES))


@dataclass(frozen=True)
class Mention:
    """An activity as it stands in a message, `end` exclusive."""

    start: int
    end: int
    owner: Owner = Owner.SELF
    time: Time = Time.PRESENT
    denied: bool = False
    vague: bool = False
    refers_to: str = ""

    @property
    def is_own_present(self) -> bool:
        """Whether it is the person's own or shared, present, not denied, and says something."""
        return self.owner is not Owner.OTHER and self.time is Time.PRESENT and not (self.denied or self.vague)


@dataclass(frozen=True)
class Reply:
    """A reply with its question; no engagement where it makes no sense."""

    block: Block
    question: str
    message: str
    mentions: tuple[Mention, ...]
    acts: frozenset[Act]
    engagement: Engagement | None
    language: str
    is_marked: bool = True
    """Whether its activities are marked; those of another language and of rows called `unmarked` are not."""

    def words(self, mention: Mention) -> str:
        """What a mention says."""
        return self.message[mention.start : mention.end]


@dataclass(frozen=True)
class Offer:
    """A reply to a question that names candidates; these are places in the question."""

    block: Block
    question: str
    candidates: tuple[tuple[int, int], ...]
    reply: str
    confirmed: frozenset[int]


@dataclass(frozen=True)
class TaskGroup:
    """Wordings of one task, tasks that contain it, and tasks that only look like it."""

    block: Block
    same: tuple[str, ...]
    broader: tuple[str, ...]
    different: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """Evidence, and lines that claim something of it: supported True, not False, None where people could differ."""

    block: Block
    evidence: tuple[str, ...]
    claims: tuple[tuple[str, bool | None, str], ...]


@dataclass(frozen=True)
class Statement:
    """What a person says about a CV."""

    block: Block
    section: str
    text: str
    kind: StatementKind


def read(kind: str) -> list[Any]:
    """All rows of a kind, in the order of the files.

    Raises:
        FormError: a line is not in its form; the message names file and line.
    """
    return [row for path in sorted(CORPUS.glob(f"{kind}.*.txt")) for row in read_file(path)]


def read_file(path: Path) -> Iterator[Any]:
    """The rows of one file, read by the form its name tells."""
    kind, hand, _ = path.name.split(".", 2)
    yield from READERS[kind](_lines(path, hand))


def count() -> dict[str, int]:
    """How much of what the corpus holds, for people."""
    replies = read("replies")
    acts = Counter(act for reply in replies for act in reply.acts)
    groups = read("pairs")
    claims = [claim for case in read("claims") for claim in case.claims]
    return {
        "replies": len(replies),
        "replies.held_out": sum(reply.block.is_held_out for reply in replies),
        "trades": len({reply.block.trade for reply in replies}),
        "voices": len({reply.block.voice for reply in replies}),
        "mentions": sum(len(reply.mentions) for reply in replies),
        **{f"act.{act}": acts[act] for act in Act},
        "confirmations": len(read("confirm")),
        "task groups": len(groups),
        "task pairs": sum(len(task_pairs(group)) for group in groups),
        "claims": len(claims),
        "statements": len(read("statements")),
    }


def task_pairs(group: TaskGroup) -> list[tuple[str, str, str]]:
    """Pairs of a group, each with "same", "contained" (the second contains the first) or "different"."""
    same = [(left, right, "same") for place, left in enumerate(group.same) for right in group.same[place + 1 :]]
    broader = [(left, right, "contained") for left in group.same for right in group.broader]
    different = [(left, right, "different") for left in group.same for right in group.different]
    return [*same, *broader, *different]


@dataclass
class _Line:
    block: Block
    where: str
    text: str


def _lines(path: Path, hand: str) -> Iterator[_Line]:
    """The lines that hold something, and empty ones; comments and block lines are taken in."""
    number, trade, voice = 0, "", ""
    for place, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.startswith("@"):
            told = dict(part.strip().split("=", 1) for part in line[1:].split(";") if "=" in part)
            number, trade, voice = number + 1, told.get("trade", "").strip(), told.get("voice", "").strip()
        elif not line.startswith("#"):
            yield _Line(Block(hand, path.name, number, trade, voice), f"{path.name}:{place}", line.strip())


def _replies(lines: Iterator[_Line]) -> Iterator[Reply]:
    r"""`question || reply || acts || engagement`; `^` repeats the question, `\n` is a line break.

    A mention is `[words]`, or `[words|attribute,...]` with other, shared, past, planned, denied, vague, and `pronoun=what it stands for`.
    Among the acts, `lang=` tells another language, `unmarked` that activities are not marked.
    """
    question = ""
    for line in lines:
        if not line.text:
            continue
        columns = [column.strip() for column in line.text.split("||")]
        _check(len(columns) == 4, line, "four columns are needed")  # noqa: PLR2004 - those of the form
        question = question if columns[0] == "^" else columns[0].replace("\\n", "\n")
        message, mentions = _marked(columns[1].replace("\\n", "\n"), line)
        acts, language, is_marked = set(), "en", True
        for word in columns[2].split():
            if word.startswith("lang="):
                language, is_marked = word.removeprefix("lang="), False
            elif word == "unmarked":
                is_marked = False
            else:
                _check(word in _ACTS, line, f"unknown act {word}")
                acts.add(Act(word))
        engagement = None if columns[3] == "-" else columns[3]
        _check(engagement is None or engagement in _LEVELS, line, f"unknown engagement {engagement}")
        yield Reply(
            line.block,
            question,
            message,
            mentions,
            frozenset(acts),
            Engagement(engagement) if engagement else None,
            language,
            is_marked,
        )


def _marked(text: str, line: _Line) -> tuple[str, tuple[Mention, ...]]:
    """The text without its marks, and what was marked."""
    plain: list[str] = []
    mentions: list[Mention] = []
    at = 0
    for piece in re.split(r"(\[[^\[\]]*\])", text):
        words = piece
        if piece.startswith("[") and piece.endswith("]"):
            words, _, told = piece[1:-1].partition("|")
            _check(bool(words.strip()), line, "an empty mention")
            mentions.append(_mention(at, at + len(words), told, line))
        plain.append(words)
        at += len(words)
    _check("[" not in "".join(plain) and "]" not in "".join(plain), line, "a bracket is open")
    return "".join(plain), tuple(mentions)


def _mention(start: int, end: int, told: str, line: _Line) -> Mention:
    made: dict[str, Any] = {}
    for attribute in filter(None, (one.strip() for one in told.split(","))):
        if "=" in attribute:
            made["refers_to"] = attribute.partition("=")[2].strip()
        elif attribute in {"other", "shared"}:
            made["owner"] = Owner(attribute)
        elif attribute in {"past", "planned"}:
            made["time"] = Time(attribute)
        elif attribute in {"denied", "vague"}:
            made[attribute] = True
        else:
            _check(attribute in {"own", "habitual"} or "refers_to" in made, line, f"unknown attribute {attribute}")
    return Mention(start, end, **made)


def _offers(lines: Iterator[_Line]) -> Iterator[Offer]:
    """`A: message with [candidates]`, then lines `- reply || numbers of the confirmed ones`."""
    question = ""
    places: tuple[tuple[int, int], ...] = ()
    for line in lines:
        if line.text.startswith("A:"):
            question, mentions = _marked(line.text[2:].strip().replace("\\n", "\n"), line)
            places = tuple((one.start, one.end) for one in mentions)
            _check(bool(places), line, "a question without candidates")
        elif line.text:
            _check(line.text.startswith("-") and "||" in line.text, line, "neither a question nor a reply")
            reply, _, numbers = line.text[1:].rpartition("||")
            confirmed = frozenset(int(number) - 1 for number in numbers.split())
            _check(all(0 <= number < len(places) for number in confirmed), line, "no such candidate")
            yield Offer(_named(line.block, question), question, places, reply.strip().replace("\\n", "\n"), confirmed)


def _groups(lines: Iterator[_Line]) -> Iterator[TaskGroup]:
    """`= the same / in other words`, `> what contains it`, `! what only looks like it`; an empty line ends a group."""
    for block, group in _paragraphs(lines):
        rows: dict[str, tuple[str, ...]] = {}
        for line in group:
            _check(line.text[0] in "=>!", line, "neither =, > nor !")
            rows[line.text[0]] = tuple(filter(None, (one.strip() for one in line.text[1:].split(" / "))))
        yield TaskGroup(block, rows.get("=", ()), rows.get(">", ()), rows.get("!", ()))


def _cases(lines: Iterator[_Line]) -> Iterator[Case]:
    """`E: evidence`, then `+ supported`, `- not supported || kind`, `? people could differ`; an empty line ends a case."""
    for block, group in _paragraphs(lines):
        evidence, claims = [], []
        for line in group:
            if line.text.startswith("E:"):
                evidence.append(line.text[2:].strip())
                continue
            _check(line.text[0] in "+-?", line, "neither E:, +, - nor ?")
            text, _, kind = line.text[1:].partition("||")
            is_refused = line.text[0] == "-"
            _check(not is_refused or kind.strip() in CLAIM_KINDS, line, f"unknown kind {kind}")
            supported = {"+": True, "-": False, "?": None}[line.text[0]]
            claims.append((text.strip(), supported, kind.strip() if is_refused else ""))
        yield Case(block, tuple(evidence), tuple(claims))


def _statements(lines: Iterator[_Line]) -> Iterator[Statement]:
    """`section || statement || kind`; the section may be empty."""
    for line in lines:
        if line.text:
            columns = [column.strip() for column in line.text.split("||")]
            _check(len(columns) == 3 and columns[2] in _KINDS, line, "section || statement || kind")  # noqa: PLR2004
            yield Statement(line.block, columns[0], columns[1], StatementKind(columns[2]))


def _paragraphs(lines: Iterator[_Line]) -> Iterator[tuple[Block, list[_Line]]]:
    group: list[_Line] = []
    for line in lines:
        if line.text:
            group.append(line)
        elif group:
            yield _alone(group), group
            group = []
    if group:
        yield _alone(group), group


def _alone(group: list[_Line]) -> Block:
    return _named(group[0].block, group[0].text)


def _named(block: Block, text: str) -> Block:
    """What stands under no block line is a block of its own, named by its first line."""
    return block if block.trade else Block(block.hand, block.file, block.number, text, "")


READERS: dict[str, Callable[[Iterator[_Line]], Iterator[Any]]] = {
    "replies": _replies,
    "confirm": _offers,
    "pairs": _groups,
    "claims": _cases,
    "statements": _statements,
}
"""How each kind of file is read."""


def _check(holds: bool, line: _Line, why: str) -> None:  # noqa: FBT001 - what is checked stands first, as in assert
    if not holds:
        raise FormError(f"{line.where}: {why}: {line.text[:100]}")


def _is_told(name: str) -> bool:
    return name not in {"", "mixed", "various", "-"}


def _drawn(name: str, one_in: int) -> bool:
    return int.from_bytes(hashlib.sha256(name.lower().encode()).digest()[:4], "big") % one_in == 0
