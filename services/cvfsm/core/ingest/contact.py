"""Name, e-mail, phone, place and links: by their form, their label or their place at the head of the document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.dates import find_periods
from services.cvfsm.core.ingest.lexicon import LABEL_OF, fold
from services.cvfsm.core.ingest.role_words import ORGANISATION_WORDS, PLACE_WORDS, TITLE_WORDS, matcher
from services.cvfsm.core.ingest.sections import heading_kind, is_document_title
from services.cvfsm.core.lines import TAB, Line, Zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.cvfsm.core.cv import Source
    from services.cvfsm.core.ingest.draft import Draft

EMAIL: Final = re.compile(
    r"(?<![\w.+-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}(?:@|\s?[\[(]at[\])]\s?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.IGNORECASE
)
"""Lengths as RFC 5321 and 1035 limit them, which also keeps the search linear."""
_PHONE: Final = re.compile(r"(?<![\w/])(?:\(?\+|\(?00|\()?\d[\d\s().\-/–]{5,22}\d(?![\w@])")
_LINK: Final = re.compile(
    r"(?:https?://|(?<![\w.])www\.)[^\s,;|<>()\"]{1,500}|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,8}(?:com|org|net|io|dev|me|de|pl|es|fr|uk|eu|info|app|ai|tech|example|ch|at|nl|se|it|pt|be|co|ie)/[^\s,;|<>()\"]{1,500}"
    r"|(?<![\w@.-])(?:linkedin|github|gitlab|xing|behance|medium)\.com\b[^\s,;|<>()\"]{0,500}",
    re.IGNORECASE,
)
_SPLIT: Final = re.compile(r"\s*[|•·▪◆♦‖⋅■]\s*|\t+|\s{3,}|\s+[–—]\s+|\s+//?\s+")
_LABEL: Final = re.compile(r"^([^:\t\d@]{1,40}?)\s*(?::|\t)\s*(.+)$")
_BARE_LABEL: Final = re.compile(
    r"^(tel(?:efon|\.|ephone)?|phone|mobile|mobil|handy|e-?mail|mail|m|t|p|e|a|kom\.|gsm)[.:]*\s+(?=[\d+(\w])",
    re.IGNORECASE,
)
_TRAILING_LABEL: Final = re.compile(
    r"[,;\s]+(?:tel(?:efon|éfono|ephone)?|phone|mobile?|handy|e-?mail|mail|correo|courriel|móvil|portable|kom|cell)[.:]*\s*$",
    re.IGNORECASE,
)
_ICON: Final = re.compile(r"^[^\w(]+")
_POSTCODE: Final = re.compile(
    r"\b\d{4,5}\s+[^\W\d_]{2}|\b[A-Z]{2}\s+\d{5}\b|\b\d{2}-\d{3}\b|\b\d{4}-\d{3}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"
)
_STREET: Final = re.compile(
    r"\b(?:street|st\.|road|rd\.|avenue|ave\.?|lane|drive|square|rue|calle|avenida|plaza|ul\.|al\.|os\.|platz|allee|\w+(?:strasse|straße|str\.|weg|gasse|platz|allee)|boulevard|rua|via)\b",
    re.IGNORECASE,
)
_PARTICLES: Final = frozenset(
    [
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "das",
        "do",
        "van",
        "von",
        "der",
        "den",
        "ten",
        "ter",
        "la",
        "le",
        "los",
        "las",
        "el",
        "al",
        "bin",
        "ibn",
        "ben",
        "af",
        "av",
        "zu",
        "zum",
        "y",
        "e",
        "i",
        "und",
    ]
)
_NAME_PREFIX: Final = re.compile(
    r"^(?:curriculum vitae|lebenslauf|cv|résumé|resume|życiorys)(?:\s+(?:of|von|de|du)\b)?\s*[:–—|-]?\s+", re.IGNORECASE
)
_JOB: Final = matcher(TITLE_WORDS)
_ORG: Final = matcher(ORGANISATION_WORDS)
_MIN_PHONE_DIGITS: Final = 7
"""ITU E.164 numbers have 7 to 15 digits with their area code."""
_MAX_PHONE_DIGITS: Final = 15
_MIN_BARE_DIGITS: Final = 9
"""A number without label, plus, bracket or leading zero is a phone from nine digits on; shorter ones are post codes."""
_MAX_NAME_WORDS: Final = 6
_MIN_NAME_LETTERS: Final = 2
_MIN_SHARED: Final = 3
"""Letters a part of a name has in common with an e-mail address; two-letter parts occur in any."""
_MAX_PLACE_WORDS: Final = 12
_MAX_PLACE_CHARS: Final = 90
"""A full postal address with country; longer texts are sentences."""
_MAX_CITY_WORDS: Final = 3
_MAX_CITY_COUNTRY_WORDS: Final = 6


@dataclass(frozen=True, slots=True)
class Contact:
    """What was found; empty where nothing was."""

    full_name: str = ""
    email: str = ""
    phone: str = ""
    location: str = ""
    links: tuple[str, ...] = ()


def read_contact(draft: Draft, head: Sequence[Line], contact: Sequence[Line], everything: Sequence[Line]) -> Contact:
    """Read contact data.

    Args:
        draft: Takes the sources.
        head: Lines before the first heading, page headers and footers.
        contact: Lines of a contact section.
        everything: All lines, searched for an e-mail address when the first two have none.
    """
    near = [*head, *contact]
    email = _email(draft, near) or _email(draft, everything)
    links = _links(draft, near, everything)
    phone = _phone(draft, near)
    name = _labelled_name(draft, near) or _name(draft, head, contact, email)
    location = _location(draft, near, name)
    return Contact(name, email, phone, location, links)


def pieces(text: str) -> list[str]:
    """Return the parts of a line that separators keep apart."""
    return [piece for part in _SPLIT.split(text) if (piece := part.strip(" ,;|"))]


def label_of(piece: str) -> tuple[str, str, str]:
    """Return (kind, label as written, value) of ``Telefon: 030 1``; kind is empty when there is no known label."""
    match = _LABEL.match(piece)
    if match and (kind := LABEL_OF.get(fold(match[1]).strip(" .:"), "")):
        return kind, match[1], match[2].strip()
    bare = _BARE_LABEL.match(piece)
    if bare:
        return LABEL_OF.get(fold(bare[1]).strip(" .:"), "phone"), bare[0].strip(), piece[bare.end() :]
    return "", "", piece


def _email(draft: Draft, lines: Iterable[Line]) -> str:
    for line in lines:
        if match := EMAIL.search(line.text):
            draft.cite("email", line, _with_label(line.text, match.span(), "email"))
            return re.sub(r"\s?[\[(]at[\])]\s?", "@", match[0], flags=re.IGNORECASE).strip(".'")
        for target in line.links:
            if target.casefold().startswith("mailto:") and (found := EMAIL.search(target[7:].partition("?")[0])):
                draft.cite("email", line, line.text if len(line.text) < len(found[0]) else found[0])
                return found[0]
    return ""


def _links(draft: Draft, near: Sequence[Line], everything: Sequence[Line]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for line in near:
        plain = EMAIL.sub(lambda m: " " * len(m[0]), line.text)
        for match in _LINK.finditer(plain):
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


def _phone(draft: Draft, lines: Sequence[Line]) -> str:
    for labelled in (True, False):
        for line in lines:
            plain = EMAIL.sub("|", line.text)
            for piece in pieces(plain) if not labelled else [plain, *pieces(plain)]:
                kind, _, value = label_of(piece)
                if (labelled and kind != "phone") or kind in {"personal", "location", "email", "link"}:
                    continue
                match = _PHONE.search(value)
                if match and _is_phone(match[0], labelled=labelled):
                    number = match[0].strip(" -–./")
                    number = number.removesuffix("(")
                    at = line.text.index(number)
                    draft.cite("phone", line, _with_label(line.text, (at, at + len(number)), "phone"))
                    return number
    return ""


def _is_phone(text: str, *, labelled: bool) -> bool:
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


def _labelled_name(draft: Draft, lines: Sequence[Line]) -> str:
    parts: dict[str, str] = {}
    for line in lines:
        for piece in [line.text] if TAB in line.text else pieces(line.text):
            kind, _, value = label_of(piece)
            if kind == "name" and _is_name(value):
                draft.cite("full_name", line, piece)
                return value
            if kind in {"first_name", "last_name"} and kind not in parts and _is_name(value):
                parts[kind] = value
                draft.cite("full_name", line, piece)
    return " ".join(parts[key] for key in ("first_name", "last_name") if key in parts) if len(parts) > 1 else ""


def _name(draft: Draft, head: Sequence[Line], contact: Sequence[Line], email: str) -> str:
    """Return the best looking name: big, bold, early, and like the e-mail address."""
    biggest = max((line.look.size for line in [*head, *contact]), default=0.0)
    best: tuple[float, str, Line | None] = (0.0, "", None)
    local = re.sub(r"[^a-z]", "", fold(email.partition("@")[0]))
    order = sorted(enumerate([*head, *contact]), key=lambda row: (row[1].zone is Zone.FOOTER, row[0]))
    for place, (_, line) in enumerate(order):
        for index, piece in enumerate(pieces(line.text)):
            text = _NAME_PREFIX.sub("", piece)
            text = text if _is_name(text) else text.partition(",")[0].strip()
            if not _is_name(text):
                continue
            tokens = [t for t in re.findall(r"[^\W\d_]+", fold(text)) if len(t) > 1]
            score = 3.0 * any(t in local for t in tokens if len(t) >= _MIN_SHARED) if local else 0.0
            score += 2.0 * (line.look.style == 1 or (biggest > 0 and line.look.size == biggest)) + 0.7 * line.look.bold
            score += 2.0 / (1 + place) + 0.5 * (len(tokens) > 1) - 0.5 * index - 2.0 * (line.look.style > 1)
            if score > best[0]:
                best = (score, text, line)
    if best[2] is None:
        return _first_line(draft, head)
    draft.cite("full_name", best[2], best[1])
    return best[1]


def _first_line(draft: Draft, head: Sequence[Line]) -> str:
    """Return the first line as the name when nothing looks like one, unless it is plainly something else."""
    line = next((line for line in head if line.zone is not Zone.FOOTER and not is_document_title(line.text)), None)
    if line is None or draft.is_used(line) or TAB in line.text or len(line.text.split()) > _MAX_NAME_WORDS:
        return ""
    if (
        _JOB.search(fold(line.text))
        or label_of(line.text)[0]
        or heading_kind(line.text)
        or not any(c.isalpha() for c in line.text)
    ):
        return ""
    draft.cite("full_name", line, line.text)
    return line.text


def _is_name(text: str) -> bool:
    """Tell whether the text can be a person's name: few words, each capitalised or of a script without case."""
    tokens = text.replace(".", ". ").split()
    if not 1 <= len(tokens) <= _MAX_NAME_WORDS or any(c.isdigit() or c in "@/:;!?%&=+,<>" for c in text):
        return False
    if is_document_title(text) or heading_kind(text) or fold(text).strip(" .:") in LABEL_OF:
        return False
    letters = [t for t in tokens if any(c.isalpha() for c in t)]
    if not letters or sum(map(len, letters)) < _MIN_NAME_LETTERS:
        return False
    if _JOB.search(fold(text)) or (len(tokens) > 1 and _ORG.search(fold(text))) or fold(text) in PLACE_WORDS:
        return False
    capital = all(
        t[0].isupper() or t.casefold() in _PARTICLES or not t[0].isalpha() or t[0].lower() == t[0].upper()
        for t in letters
    )
    return capital and letters[-1].casefold() not in _PARTICLES


def _location(draft: Draft, lines: Sequence[Line], name: str) -> str:
    labelled = (
        (line, piece) for line in lines for piece in ([line.text] if TAB in line.text else []) + pieces(line.text)
    )
    for line, piece in labelled:
        kind, _, value = label_of(piece)
        if kind == "location" and value:
            draft.cite("location", line, piece)
            return value
    best: tuple[float, str, Line | None] = (0.0, "", None)
    for line in lines:
        mixed = bool(EMAIL.search(line.text) or _PHONE.search(line.text))
        for piece in _unclaimed(draft, line, name):
            score = place_score(piece) + 0.5 * mixed
            if piece != name and score > max(best[0], 0.7):
                best = (score, piece, line)
    if best[2] is not None:
        draft.cite("location", best[2], best[1])
    return best[1]


def _unclaimed(draft: Draft, line: Line, name: str) -> list[str]:
    """Return the parts of a line that are no e-mail, phone, link or label; commas stay inside."""
    if label_of(line.text)[0] == "personal":
        return []
    text = EMAIL.sub("|", line.text.replace(name, "|") if name else line.text)
    text = _LINK.sub("|", text)
    text = "|".join("" if label_of(piece)[0] else piece for piece in _SPLIT.split(text))
    text = _PHONE.sub(lambda m: "|" if _is_phone(m[0], labelled=False) else m[0], text)
    found = [_TRAILING_LABEL.sub("", _ICON.sub("", piece)).strip(" ,;.:-–") for piece in text.split("|")]
    return [
        piece
        for piece in found
        if piece and piece in line.text and not (draft.is_used(line) and piece not in draft.rest(line))
    ]


def is_name_line(text: str, name: Source | None) -> bool:
    """Tell whether a line only repeats the name, as signatures and page headers do."""
    return name is not None and fold(text) == fold(name.quote)


def place_score(text: str) -> float:
    """Return how much a text looks like a place, 0 to about 2."""
    folded = fold(text)
    words = text.split()
    if (
        not words
        or len(words) > _MAX_PLACE_WORDS
        or len(text) > _MAX_PLACE_CHARS
        or _JOB.search(folded)
        or (text.rstrip().endswith((".", "!")) and len(words) > _MAX_CITY_WORDS)
    ):
        return 0.0
    last = folded.rpartition(",")[2].strip()
    score = (
        1.0 * (last in PLACE_WORDS or folded in PLACE_WORDS)
        + 1.0 * bool(_POSTCODE.search(text))
        + 0.8 * bool(_STREET.search(text))
    )
    score += 0.4 * ("," in text and len(words) <= _MAX_CITY_COUNTRY_WORDS)
    score += 0.3 * (text[0].isupper() and len(words) <= _MAX_CITY_WORDS)
    return 0.0 if not text[0].isalnum() or heading_kind(text) else score
