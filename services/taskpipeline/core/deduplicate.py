"""Deduplication by rules: which statements are the same activity said twice.

Two statements are the same when their verbs can mean the same and their objects are the same thing:
- equal content words, or one is the other with detail ("count stock", "count the stock every Friday")
- compatible verbs and objects that share their words, or that the catalogue's vectors say mean the same
They stay apart when their verbs differ in meaning ("write code", "review code"), or when each names other people it is
done with or for ("coordinate with clients", "coordinate with the team"). Similarities come from the caller: the core
knows no embedder.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from services.shared.language.sentences import Sentence
from services.shared.language.tables import ADVERBS, PREPOSITIONS
from services.shared.language.verbs import form
from services.shared.language.words import content_words, jaccard, stem, tokens, word_set
from services.taskpipeline.core import cuts, reasons
from services.taskpipeline.core.lineage import MAX_WORDS, words_of
from services.taskpipeline.core.reading import Relation
from services.taskpipeline.core.synonyms import CANONICAL, CONTRARY, EMPTY_VERBS, same_verb
from services.taskpipeline.core.types import Merge, Statement

Similarities = Sequence[Sequence[float]]
"""Cosine of every pair of statements, in [-1, 1]; an empty sequence when nobody could tell."""

MIN_JACCARD = 0.5
"""Share of words two statements of one verb must have in common (Jaccard above 0.5 merges)."""
MIN_CONTAINED = 0.7
"""Share of the shorter statement's words found in the longer one (containment above 0.7 merges)."""
MIN_PREFIX = 4
"""Letters that make a shortening ("meds", "medications" share three: the plural s is not counted)."""
_TIME_WORDS = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays
    sundays weekday weekdays weekend weekends morning mornings evening evenings afternoon afternoons night nights day
    days week weeks month months quarter quarters year years hour hours hrs minute minutes january february march april
    june july august september october november december spring summer autumn winter fall today season
    daily weekly monthly quarterly yearly shift shifts lunch noon midnight
    """
)
_TIME = frozenset(stem(word) for word in _TIME_WORDS | ADVERBS | {"every", "again", "new"})


class Thresholds(NamedTuple):
    """Cosines from which two statements that share a word mean the same."""

    same_verb: float
    """Where the verbs can mean the same."""
    other_verb: float
    """Where they cannot: the objects must then say it all."""


AGREES = 0.5
"""Cosine from which the vectors do not contradict the reader: below `THRESHOLDS`, as it is a second opinion here. With it
and `cuts.SAME`, of 51 pairs of mentions that say one task in 34 conversations 22 are merged and 5 of 1,663 others."""
Relations = Mapping[tuple[int, int], Relation]
NONE: Relations = {}
THRESHOLDS: Mapping[str, Thresholds] = {"default": Thresholds(0.78, 0.86), "fast": Thresholds(0.84, 0.86)}
"""By embedder, in steps of .02, so that none of 189 pairs of different work is merged (the closest: .749 and .845 with
default, .822 and .853 with fast), with a little room, because a wrong merge loses a task and a missed one costs a click.
Of 98 pairs that say one activity in other words default finds 16 with agreeing verbs and 5 with others, fast 1 and 10.
These are the pairs of `tests/integration/taskpipeline/statement_pairs.tsv` that neither words nor `CONTRARY` settle; in
the transcripts of `metier eval` no pair is left to these cut-offs."""


class _Parts(NamedTuple):
    verb: str
    words: frozenset[str]
    """Stems of the object and its circumstances, times left out."""
    people: frozenset[str]
    """Stems of whom it is done with or for."""
    is_noun: bool = False
    """Whether only a noun was said, to which the verb was added."""


def deduplicate(
    statements: Sequence[Statement],
    similarities: Similarities = (),
    thresholds: Thresholds = THRESHOLDS["fast"],
    relations: Relations = NONE,
) -> tuple[Statement, ...]:
    """Merge what is the same activity; the fullest wording stays, in the place of the first, with all sources.

    Args:
        statements: Normalised, in the order said.
        similarities: Cosine matrix of `statements`, or empty.
        thresholds: Of the embedder the similarities came from.
        relations: How the reader holds pairs of them to relate, by their places.
    """
    parts = [_parts(statement) for statement in statements]
    groups: list[list[int]] = []
    why: dict[int, Sentence] = {}
    for index in range(len(statements)):
        for group in groups:
            reason = _same(parts, index, group, _Seen(similarities, thresholds, relations))
            if reason is not None:
                group.append(index)
                why[index] = reason
                break
        else:
            groups.append([index])
    return tuple(
        merge_group([statements[index] for index in group], [why.get(index, _NO_REASON) for index in group])
        for group in groups
    )


_NO_REASON: Final = Sentence("", "")
"""Of the statement that the others of its group were merged into."""


def join(
    known: Sequence[Statement],
    doubted: Sequence[Statement],
    similarities: Similarities = (),
    thresholds: Thresholds = THRESHOLDS["fast"],
    relations: Relations = NONE,
) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """Merge what is doubted into the known statement it repeats; returned are the known ones, and the doubted that are left.

    Args:
        known: Deduplicated; their wording stays.
        doubted: Normalised, in the order said.
        similarities: Cosine matrix of `known` and `doubted` in a row, or empty.
        thresholds: Of the embedder the similarities came from.
        relations: How the reader holds pairs of them to relate, by their places in that row.
    """
    parts = [_parts(statement) for statement in (*known, *doubted)]
    seen = _Seen(similarities, thresholds, relations)
    merged: dict[int, list[Merge]] = {}
    left = []
    for at, one in enumerate(doubted, start=len(known)):
        why = {place: reason for place in range(len(known)) if (reason := _same(parts, at, [place], seen))}
        if why:
            near = [row[at] for row in similarities] or [0.0] * at
            home = max(why, key=near.__getitem__)
            merged.setdefault(home, []).append(Merge.of(one, why[home]))
        else:
            left.append(one)
    return (
        tuple(replace(one, merged=(*one.merged, *merged.get(place, ()))) for place, one in enumerate(known)),
        tuple(left),
    )


class _Seen(NamedTuple):
    """What is known of pairs of statements beside their words."""

    similarities: Similarities
    limits: Thresholds
    relations: Relations


def _same(parts: Sequence[_Parts], index: int, group: Sequence[int], seen: _Seen) -> Sentence | None:
    """Return why a statement belongs to a group, None when it does not: it must fit every member of it."""
    reason: Sentence | None = None
    for member in group:
        if {(parts[member].verb, parts[index].verb), (parts[index].verb, parts[member].verb)} & CONTRARY:
            return None
        cosine = seen.similarities[index][member] if seen.similarities else 0.0
        related = seen.relations.get((member, index))
        why = why_same(parts[member], parts[index], cosine, seen.limits) or why_read_as_same(related, cosine)
        if why is None:
            return None
        reason = reason or why
    return reason


def why_read_as_same(related: Relation | None, cosine: float) -> Sentence | None:
    """Return why the reader's opinion makes two statements the same, None when it does not."""
    if related is None or cosine < AGREES:
        return None
    told = related.same + max(related.left_contains_right, related.right_contains_left)
    return reasons.READ.say(told=f"{told:.2f}", cosine=f"{cosine:.2f}") if told >= cuts.SAME else None


def why_same(a: _Parts, b: _Parts, cosine: float, limits: Thresholds) -> Sentence | None:  # noqa: PLR0911 - a decision list
    """Return why two statements are the same activity, None when they are not."""
    if (a.verb, b.verb) in CONTRARY or (b.verb, a.verb) in CONTRARY:
        return None
    a, b = _unfolded(a, b), _unfolded(b, a)
    shared = _shared(a.words, b.words)
    smaller, larger = sorted((len(a.words), len(b.words)))
    verbs_agree = same_verb(a.verb, b.verb)
    if _other_people(a, b):
        return None
    if (a.is_noun and a.words <= b.words) or (b.is_noun and b.words <= a.words):
        return reasons.NAMED.say()
    if not verbs_agree:
        return reasons.MEANS.say(cosine=f"{cosine:.2f}") if cosine >= limits.other_verb and shared else None
    if not smaller:
        return reasons.BARE_VERB.say() if a.verb == b.verb else None
    if shared == smaller == larger:
        return reasons.SAME_WORDS.say()
    if shared / smaller > MIN_CONTAINED:
        return reasons.MORE_DETAIL.say()
    if shared / (smaller + larger - shared) > MIN_JACCARD:
        return reasons.MOST_WORDS.say()
    if cosine >= limits.same_verb and shared:
        return reasons.OBJECTS.say(cosine=f"{cosine:.2f}")
    return None


def _unfolded(a: _Parts, b: _Parts) -> _Parts:
    """Read "perform showings" as "show" beside a statement whose verb is "show"."""
    verb = stem(b.verb)
    return a._replace(verb=b.verb, words=a.words - {verb}) if a.verb in EMPTY_VERBS and verb in a.words else a


def _parts(statement: Statement) -> _Parts:
    """Take a statement apart."""
    words = words_of(statement.normalized)
    verb = words[0] if words else ""
    known = form(verb)
    base = known.base or known.ing or verb
    rest = statement.normalized[len(verb) :]
    people: set[str] = set()
    low = [token.low for token in tokens(rest)]
    for at, word in enumerate(low[:-1]):
        if word in {"with", "for", "to", "from"}:
            people.update(_canonical(" ".join(_phrase_after(low, at + 1))))
    own = _canonical(rest)
    is_noun = not statement.verb and base in EMPTY_VERBS and stem(base) not in _stems(statement.phrase)
    return _Parts(base, own, frozenset(people & own), is_noun)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(token.low) for token in tokens(text))


def _canonical(text: str) -> frozenset[str]:
    """Return the stems of a text by the names their groups go by; times count only where nothing else is said."""
    words = content_words(text)
    lasting = [word for word in words if word not in _TIME] or words
    return frozenset(CANONICAL.get(word, word) for word in lasting)


def _phrase_after(low: Sequence[str], start: int) -> Sequence[str]:
    """Return the words after a preposition up to the next one."""
    end = next((at for at in range(start, len(low)) if low[at] in PREPOSITIONS), len(low))
    return low[start:end]


def _other_people(a: _Parts, b: _Parts) -> bool:
    """Say whether both name whom it is for, and name others."""
    return bool(a.people and b.people) and not _shared(a.people, b.people)


def _shared(a: frozenset[str], b: frozenset[str]) -> int:
    """Return how many words two sets share, shortenings counted ("med", "medic")."""
    equal = a & b
    rest_a, rest_b = a - equal, set(b - equal)
    count = len(equal)
    for one in rest_a:
        match = next((other for other in rest_b if _short_for(one, other)), None)
        if match is not None:
            rest_b.remove(match)
            count += 1
    return count


def _short_for(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= MIN_PREFIX - 1 and long.startswith(short) and len(long) - len(short) > 1


def merge_group(group: Sequence[Statement], why: Sequence[Sentence]) -> Statement:
    """Merge a group into its fullest statement, which keeps the lineage of all."""
    best = max(range(len(group)), key=lambda at: (_fullness(group[at]), -at))
    kept = group[best]
    merged = [Merge.of(other, why[at] if why[at].text else why[best]) for at, other in enumerate(group) if at != best]
    carried = tuple(merge for statement in group for merge in statement.merged)
    return replace(kept, merged=(*carried, *merged))


def _fullness(statement: Statement) -> int:
    """Return how much a statement says; one that had to be cut says no more than one that fits."""
    return min(len(content_words(statement.normalized)), MAX_WORDS // 2) + (
        0 if words_of(statement.normalized)[0] in EMPTY_VERBS else 2
    )


def overlap(a: str, b: str) -> float:
    """Return the Jaccard overlap of two statements' content words."""
    return jaccard(content_words(a), content_words(b))
