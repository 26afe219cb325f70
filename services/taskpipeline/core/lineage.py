"""What a statement may say: nothing its lineage does not explain.

Rules (docs/spec.md 3):
- a normalised statement opens with a verb in its base form, or is a name of work as it was said; it has no first person
  and at most 20 words
- each of its content words stands in the lineage, or is the verb that a noun of it names ("inspections": inspect)
The same check is applied to what rules and to what a model wrote.
"""

from collections.abc import Iterable, Sequence

from services.shared.language import verbs
from services.shared.language.words import content_words, stem, tokens, word_set
from services.taskpipeline.core.doings import FROM_NOUN
from services.taskpipeline.core.types import Spoken

MAX_WORDS = 20
"""docs/spec.md 3."""
FIRST_PERSON = word_set("i me my mine myself we us our ours ourselves")


def words_of(statement: str) -> list[str]:
    """Return the words of a statement in lower case, marks left out."""
    return [token.low for token in tokens(statement) if token.low[0].isalnum()]


def explained_stems(sources: Iterable[Spoken]) -> frozenset[str]:
    """Return the stems a statement with these sources may use."""
    said: set[str] = set()
    for source in sources:
        low = source.raw_phrase.lower()
        words = words_of(low)
        said.update(stem(word) for word in words)
        for word in words:
            for base in (
                verbs.base_of_ing(word),
                verbs.base_of_s(word),
                verbs.base_of_past(word),
                verbs.base_verb(word),
            ):
                if base:
                    said.add(stem(base))
            said.update(content_words(FROM_NOUN.get(word, "")))
    return frozenset(said)


def _opens_with(phrase: str, verb: str) -> bool:
    """Say whether a phrase opens with a form of a verb that no list knows ("ripping out the old one": rip)."""
    first = next(iter(words_of(phrase)), "")
    return verb in {first, verbs.base_of_ing(first)}


def _is_as_said(statement: str, source: Spoken) -> bool:
    """Say whether a statement is what was said, nothing left out ("CPR", "wine tastings")."""
    return content_words(statement) == content_words(source.raw_phrase)


def problems(statement: str, sources: Sequence[Spoken]) -> tuple[str, ...]:
    """Return what is wrong with a normalised statement, by name; nothing when it is valid.

    Names: "empty", "no_verb_first", "first_person", "too_long", "unexplained:<stem>".
    """
    words = words_of(statement)
    if not words:
        return ("empty",)
    found: list[str] = []
    is_said = any(_opens_with(source.raw_phrase, words[0]) or _is_as_said(statement, source) for source in sources)
    if not verbs.base_verb(words[0]) and not is_said:
        found.append("no_verb_first")
    if FIRST_PERSON & set(words):
        found.append("first_person")
    if len(words) > MAX_WORDS:
        found.append("too_long")
    known = explained_stems(sources)
    found.extend(f"unexplained:{word}" for word in content_words(statement) if word not in known)
    return tuple(found)
