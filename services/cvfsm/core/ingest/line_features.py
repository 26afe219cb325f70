"""What the models see of a line: look, indent, gaps, dates, words, and the same of its neighbours."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.document.lines import TAB
from services.cvfsm.core.ingest.contact_fields import EMAIL, LINK, PHONE, is_phone, label_of
from services.cvfsm.core.ingest.features import (
    MAX_WORDS,
    SHORT,
    Features,
    body_size,
    bucket,
    email_name,
    lexical,
    shape,
    signature,
    size,
)
from services.cvfsm.core.ingest.headings import heading_kind, is_document_title
from services.cvfsm.core.ingest.lexicon import FORMULA
from services.cvfsm.core.ingest.pieces import words_of
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.document.lines import Line

_ENDS: Final = re.compile(r"[.!?;]$")
FAR: Final = 6
"""Lines away from the last dates; a header has fewer."""


@dataclass(slots=True)
class _Seen:
    """What is known of a line before its neighbours are looked at."""

    base: Features
    brief: Features
    """The few that its neighbours see."""
    look: str


@dataclass(frozen=True, slots=True)
class _Page:
    """What is counted over all lines: how often each look and text comes, and the letters of the e-mail address."""

    count: int
    looks: Counter[str]
    texts: Counter[str]
    local: str


def line_features(lines: Sequence[Line]) -> list[Features]:
    """Return the features of each line of a document."""
    body = body_size(lines)
    looks = Counter(signature(line, body) for line in lines)
    page = _Page(len(lines), looks, Counter(line.text for line in lines), email_name(lines))
    seen = [_seen(line, body, page) for line in lines]
    found: list[Features] = []
    dated = [any(text.startswith("date=") for text in own.brief) for own in seen]
    behind, ahead = _distances(dated), _distances(dated[::-1])[::-1]
    heads = Counter(own.look for own, line in zip(seen, lines, strict=True) if heading_kind(line.text))
    since_heading = 99
    above: dict[tuple[int, ...], str] = {}
    for index, (line, own) in enumerate(zip(lines, seen, strict=True)):
        features = [*own.base, *own.brief, f"dated-={behind[index]}", f"dated+={ahead[index]}"]
        features.append(
            f"headlook={min(heads[own.look], 3)}/{bucket(heads[own.look] / looks[own.look], (0.01, 0.4, 0.8))}"
        )
        for offset in (-2, -1, 1, 2, 3):
            other = index + offset
            if 0 <= other < len(lines):
                features += [f"{offset}|{text}" for text in seen[other].brief]
                if abs(offset) == 1:
                    features.append(f"{offset}|same={own.look == seen[other].look}")
                    features += [
                        f"{offset}|{text}" for text in seen[other].base if text.startswith(("lex=", "endcolon", "stop"))
                    ]
            else:
                features.append(f"{offset}|none")
        if index:
            before = lines[index - 1]
            features.append(f"flow={before.flow != line.flow}")
            features.append(f"indent{bucket(line.indent - before.indent, (-3, -0.7, 0.7, 3))}")
        if index + 1 < len(lines):
            features.append(f"next_gap={lines[index + 1].gap}")
            features.append(f"next_indent{bucket(lines[index + 1].indent - line.indent, (-3, -0.7, 0.7, 3))}")
        kind = next((text for text in own.brief if text.startswith("hk=")), "")
        since_heading = 0 if kind else since_heading + 1
        above[line.flow] = kind or above.get(line.flow, "")
        features.append(f"under={above[line.flow]}")
        features.append(f"since={min(since_heading, 5)}")
        features.append(f"i={min(index, 8)}")
        found.append(features)
    return found


def _distances(marks: Sequence[bool]) -> list[str]:
    """Return for each line how many lines above it the last marked one is."""
    found: list[str] = []
    since = FAR
    for mark in marks:
        found.append(str(min(since, FAR)))
        since = 1 if mark else since + 1
    return found


def _seen(line: Line, body: float, page: _Page) -> _Seen:
    look = signature(line, body)
    folded, words = fold(line.text), words_of(line.text)
    base = [f"zone={line.zone}", f"style={line.look.style}", f"flows={len(line.flow)}"]
    base += [
        f"lookshare={bucket(page.looks[look] / page.count, (0.03, 0.08, 0.2, 0.5))}",
        f"runs={min(len(line.runs), 4)}",
    ]
    base += [f"color={line.look.color != 0}", *forms(line.text, folded), *lexical(folded, words)]
    if page.texts[line.text] > 1:
        base.append("twice")
    if page.local and "@" not in line.text and any(len(w) > 2 and w in page.local for w in words):
        base.append("inmail")
    return _Seen([*base, *_spelt(line.text, folded, words)], _brief(line, body, words), look)


def _brief(line: Line, body: float, words: Sequence[str]) -> Features:
    """Return what also the neighbours of a line see of it."""
    text, look = line.text, line.look
    brief = [f"n={bucket(len(text.split()), (1, 2, 3, 5, 8, 14, 25))}", f"size={size(look.size, body)}"]
    marks = (("b", look.bold), ("it", look.italic), ("C", look.caps), ("bul", line.bullet), ("gap", line.gap))
    brief += [name for name, there in marks if there]
    if periods := find_periods(text):
        rest = len(text) - sum(p.span[1] - p.span[0] for p in periods)
        full = any(p.start and p.end for p in periods)
        brief.append("date=" + ("only" if rest < 4 else "full" if full else "lone"))
    if kind := heading_kind(text):
        brief.append(f"hk={kind}")
    if EMAIL.search(text):
        brief.append("email")
    if not words:
        brief.append("nowords")
    return brief


def forms(text: str, folded: str) -> Features:
    """Return what a text has of marks, and what it has the form of."""
    phone = PHONE.search(text)
    label = label_of(text)[0]
    forms = [f"tabs={min(text.count(TAB), 3)}", f"commas={min(text.count(','), 4)}", f"shape={shape(text)}"]
    forms += [f"has{mark}" for mark in "|•·–-/:(@" if mark in text]
    told = (
        ("stop", _ENDS.search(text)),
        ("endcolon", text.endswith(":")),
        ("link", LINK.search(text)),
        ("phone", phone and is_phone(phone[0], labelled=False)),
        (f"label={label}", label),
        ("doctitle", is_document_title(text)),
        ("formula", FORMULA.search(folded)),
    )
    return forms + [name for name, there in told if there]


def _spelt(text: str, folded: str, words: Sequence[str]) -> Features:
    """Return the words of a text: all and their beginnings and ends when they are few."""
    if len(text.split()) <= SHORT:
        affixes = [f"p={w[:4]}" for w in words] + [f"s={w[-4:]}" for w in words if len(w) > 4]
        return [*(f"w={w}" for w in words), *affixes, f"all={folded[:40]}"]
    if not words:
        return []
    return [f"w0={words[0]}", f"p0={words[0][:4]}", f"w-1={words[-1]}", *(f"W={w}" for w in words[:MAX_WORDS])]


def agreed(lines: Sequence[Line], labels: Sequence[str], features: Sequence[Features]) -> list[Features]:
    """Return the features with what lines of one look were taken for in a first reading: one look, one role."""
    body = body_size(lines)
    votes: dict[str, Counter[str]] = {}
    keys = [
        f"{signature(line, body)}{line.bullet}{round(line.indent)}{bool(find_periods(line.text))}" for line in lines
    ]
    for key, label in zip(keys, labels, strict=True):
        votes.setdefault(key, Counter())[label] += 1
    out: list[Features] = []
    for index, (key, given) in enumerate(zip(keys, features, strict=True)):
        count = votes[key]
        top, many = count.most_common(1)[0]
        share = many / sum(count.values())
        more = [f"vote={top}", f"vote={top}/{share > 0.8}/{sum(count.values()) > 2}", f"first={labels[index]}"]
        before = labels[index - 1] if index else "start"
        after = labels[index + 1] if index + 1 < len(labels) else "end"
        out.append([*given, *more, f"first-1={before}", f"first+1={after}"])
    return out
