"""E-mail, phone and links by their form, and the labels that stand before contact data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.dates import find_periods
from services.cvfsm.core.ingest.lexicon import LABEL_OF
from services.shared.language.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.cvfsm.core.document.lines import Line
    from services.cvfsm.core.ingest.draft import Draft

EMAIL: Final = re.compile(
    r"(?<![\w.+-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}(?:@|\s?[\[(]at[\])]\s?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.IGNORECASE
)
"""Lengths as RFC 5321 and 1035 limit them, which also keeps the search linear."""
PHONE: Final = re.compile(r"(?<![\w/])(?:\(?\+|\(?00|\()?\d[\d\s().\-/–]{5,22}\d(?![\w@])")
LINK: Final = re.compile(
    r"(?:https?://|(?<![\w.])www\.)[^\s,;|<>()\"]{1,500}|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,8}(?:com|org|net|io|dev|me|de|pl|es|fr|uk|eu|info|app|ai|tech|example|ch|at|nl|se|it|pt|be|co|ie)/[^\s,;|<>()\"]{1,500}"
    r"|(?<![\w@.-])(?:linkedin|github|gitlab|xing|behance|medium)\.com\b[^\s,;|<>()\"]{0,500}",
    re.IGNORECASE,
)
SPLIT: Final = re.compile(r"\s*[|•·▪◆♦‖⋅■]\s*|\t+|\s{3,}|\s+[–—]\s+|\s+//?\s+")
_LABEL: Final = re.compile(r"^([^:\t\d@]{1,40}?)\s*(?::|\t)\s*(.+)$")
_BARE_LABEL: Final = re.compile(
    r"^(tel(?:efon|\.|ephone)?|phone|mobile|mobil|handy|e-?mail|mail|m|t|p|e|a|kom\.|gsm)[.:]*\s+(?=[\d+(\w])",
    re.IGNORECASE,
)
_MIN_PHONE_DIGITS: Final = 7
"""ITU E.164 numbers have 7 to 15 digits with their area code."""
_MAX_PHONE_DIGITS: Final = 15
_MIN_BARE_DIGITS: Final = 9
"""A number without label, plus, bracket or leading zero is a phone from nine digits on; shorter ones are post codes."""


def pieces(text: str) -> list[str]:
    """Return the parts of a line that separators keep apart."""
    return [piece for part in SPLIT.split(text) if (piece := part.strip(" ,;|"))]


def label_of(piece: str) -> tuple[str, str, str]:
    """Return (kind, label as written, value) of ``Telefon: 030 1``; kind is empty when there is no known label."""
    match = _LABEL.match(piece)
    if match and (kind := LABEL_OF.get(fold(match[1]).strip(" .:"), "")):
        return kind, match[1], match[2].strip()
    bare = _BARE_LABEL.match(piece)
    if bare:
        return LABEL_OF.get(fold(bare[1]).strip(" .:"), "phone"), bare[0].strip(), piece[bare.end() :]
    return "", "", piece


def email_address(draft: Draft, lines: Iterable[Line]) -> str:
    """Return the first e-mail address, of the text or of a link."""
    for line in lines:
        if match := EMAIL.search(line.text):
            whole = next(
                (
                    t[7:].partition("?")[0]
                    for t in line.links
                    if t.casefold().startswith(f"mailto:{match[0]}".casefold())
                ),
                "",
            )
            if EMAIL.fullmatch(whole):  # a narrow column breaks the address
                draft.cite("email", line, match[0])
                return whole
            draft.cite("email", line, _with_label(line.text, match.span(), "email"))
            return re.sub(r"\s?[\[(]at[\])]\s?", "@", match[0], flags=re.IGNORECASE).strip(".'")
        for target in line.links:
            if target.casefold().startswith("mailto:") and (found := EMAIL.search(target[7:].partition("?")[0])):
                draft.cite("email", line, line.text if len(line.text) < len(found[0]) else found[0])
                return found[0]
    return ""


def links(draft: Draft, near: Sequence[Line], everything: Sequence[Line]) -> tuple[str, ...]:
    """Return the links near the head as printed, then those behind words."""
    found: dict[str, None] = {}
    for line in near:
        plain = EMAIL.sub(lambda m: " " * len(m[0]), line.text)
        for match in LINK.finditer(plain):
            url = match[0].rstrip(".,;:)")
            draft.cite(
                f"links[{len(found)}]", line, _with_label(line.text, (match.start(), match.start() + len(url)), "link")
            )
            found.setdefault(url)
    for line in near or everything:
        for target in line.links:
            if target.startswith(("http://", "https://")) and not any(_same_link(target, url) for url in found):
                draft.cite(f"links[{len(found)}]", line, "")
                found.setdefault(target)
    return tuple(found)


def _same_link(one: str, other: str) -> bool:
    strip = re.compile(r"^(?:https?://)?(?:www\.)?|/+$")
    return strip.sub("", one).casefold() == strip.sub("", other).casefold()


def phone(draft: Draft, lines: Sequence[Line]) -> str:
    """Return the first phone number, a labelled one before others, as printed."""
    for labelled in (True, False):
        for line in lines:
            plain = EMAIL.sub("|", line.text)
            for piece in pieces(plain) if not labelled else [plain, *pieces(plain)]:
                kind, _, value = label_of(piece)
                if (labelled and kind != "phone") or kind in {"personal", "location", "email", "link"}:
                    continue
                match = PHONE.search(value)
                if match and is_phone(match[0], labelled=labelled):
                    number = match[0].strip(" -–./")
                    number = number.removesuffix("(")
                    at = line.text.index(number)
                    draft.cite("phone", line, _with_label(line.text, (at, at + len(number)), "phone"))
                    return number
    return ""


def is_phone(text: str, *, labelled: bool) -> bool:
    """Tell whether a run of digits can be a phone number; with its label before it almost any can."""
    digits = sum(c.isdigit() for c in text)
    if not _MIN_PHONE_DIGITS - labelled <= digits <= _MAX_PHONE_DIGITS:
        return False
    return (
        labelled or text.lstrip().startswith(("+", "(", "0")) or (digits >= _MIN_BARE_DIGITS and not find_periods(text))
    )


def _with_label(text: str, span: tuple[int, int], kind: str) -> str:
    """Return the value with the label right before it, when it has one of that kind."""
    before = re.search(r"(?:^|[|•·\t,;]|\s{2,})\s*([^|•·\t,;:]{1,30}?)\s*[:\t]?\s*$", text[: span[0]])
    if before and LABEL_OF.get(fold(before[1]).strip(" .:")) == kind:
        return text[before.start(1) : span[1]]
    return text[span[0] : span[1]]
