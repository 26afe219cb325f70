"""Verb forms: which base verbs a word may be a form of, and in which form.

Rules:
- only forms of verbs the lexicon knows are verbs; everything else is a noun until a sentence says otherwise
- a word may be several forms at once ("set" is base, past and participle); the sentence decides
"""

from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from services.shared.language.tables import IRREGULAR, SPOKEN_VERBS
from services.shared.language.words import word_set

VOWELS = frozenset("aeiou")


class Entry(NamedTuple):
    """How often O*NET uses a word as a verb, as a noun, as a plural noun, and as the name of an activity."""

    verb: int
    noun: int
    plural: int
    activity: int


NOTHING = Entry(0, 0, 0, 0)


@cache
def lexicon() -> dict[str, Entry]:
    """Return the table that `build_lexicon` derived from O*NET, with the verbs of everyday speech added."""
    lines = resources.files(__package__).joinpath("lexicon.tsv").read_text("utf-8").splitlines()[1:]
    table = {word: Entry(*map(int, numbers)) for word, *numbers in (line.split("\t") for line in lines)}
    for verb in SPOKEN_VERBS:
        seen = table.get(verb, NOTHING)
        table[verb] = seen._replace(verb=max(seen.verb, 1))
    return table


def is_verb(word: str) -> bool:
    """Say whether a word is the base form of a known verb."""
    return lexicon().get(word, NOTHING).verb > 0


def _doubled(base: str) -> bool:
    """Say whether a one-vowel ending doubles its consonant ("plan": planning)."""
    return (
        len(base) >= len("cut")
        and base[-1] not in VOWELS | set("wxy")
        and base[-2] in VOWELS
        and base[-3] not in VOWELS
    )


def third_person(base: str) -> str:
    """Return the third person singular ("watch": watches)."""
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{base}es"
    return f"{base[:-1]}ies" if base.endswith("y") and base[-2:-1] not in VOWELS else f"{base}s"


def gerunds(base: str) -> tuple[str, ...]:
    """Return the -ing forms, British doubling included ("label": labeling, labelling)."""
    if base.endswith("ie"):
        return (f"{base[:-2]}ying",)
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return (f"{base[:-1]}ing",)
    return (f"{base}ing", f"{base}{base[-1]}ing") if _doubled(base) else (f"{base}ing",)


def pasts(base: str) -> tuple[str, ...]:
    """Return the past and participle forms, irregular ones from the table."""
    if base in IRREGULAR:
        return IRREGULAR[base]
    if base.endswith("e"):
        return (f"{base}d",)
    if base.endswith("y") and base[-2:-1] not in VOWELS:
        return (f"{base[:-1]}ied",)
    return (f"{base}ed", f"{base}{base[-1]}ed") if _doubled(base) else (f"{base}ed",)


@cache
def _forms() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return (-s forms, -ing forms, past forms), each form to its base; the commoner verb wins a clash."""
    table = lexicon()
    by_use = sorted((word for word, entry in table.items() if entry.verb), key=lambda word: table[word].verb)
    return (
        {third_person(base): base for base in by_use},
        {form: base for base in by_use for form in gerunds(base)},
        {form: base for base in by_use for form in pasts(base)},
    )


def _american(word: str) -> str:
    """Return the American spelling of a British -ise or -yse form."""
    for british, american in (("is", "iz"), ("ys", "yz")):
        for ending in ("e", "es", "ed", "ing"):
            if word.endswith(british + ending) and len(word) > len(british + ending) + 2:
                return word.removesuffix(british + ending) + american + ending
    return word


def base_of_s(word: str) -> str | None:
    """Return the base verb of a third-person form, or None ("writes": write)."""
    return _forms()[0].get(word) or _forms()[0].get(_american(word))


def base_of_ing(word: str) -> str | None:
    """Return the base verb of an -ing form, or None ("advising": advise)."""
    return _forms()[1].get(word) or _forms()[1].get(_american(word)) or _guess_ing(word)


def base_of_past(word: str) -> str | None:
    """Return the base verb of a past form or participle, or None ("wrote": write)."""
    return _forms()[2].get(word) or _forms()[2].get(_american(word))


def base_verb(word: str) -> str | None:
    """Return the base of a word in its present form or as a base itself, British spelling allowed, or None."""
    if is_verb(word):
        return word
    american = _american(word)
    return word if american != word and is_verb(american) else None


class Form(NamedTuple):
    """The verbs a word may be a form of, and the share of verb uses of its base in O*NET, 0 to 1."""

    base: str | None
    s: str | None
    ing: str | None
    past: str | None
    verb_share: float

    @property
    def any_base(self) -> str | None:
        """The base verb of whichever present form the word is."""
        return self.base or self.ing or self.s


@lru_cache(maxsize=16384)
def form(low: str) -> Form:
    """Return which verb forms a lower-case word may be."""
    base, s = base_verb(low), base_of_s(low)
    entry = lexicon().get(base or s or low, NOTHING)
    share = entry.verb / (entry.verb + entry.noun) if entry.verb else 0.0
    return Form(base, s, base_of_ing(low), base_of_past(low), share)


def _guess_ing(word: str) -> str | None:
    """Return a base for an -ing word nobody listed ("gatekeeping": gatekeep); "thing" and "morning" are no verbs."""
    root = word.removesuffix("ing")
    if root == word or not VOWELS & set(root) or len(root) < len("gri") or word in _NOT_GERUNDS:
        return None
    if root[-1] == root[-2] and root[-1] not in "ls":
        return root[:-1]
    if root[-1] in VOWELS | set("wxy") or (root[-2] not in VOWELS and root[-1] not in "csvzg"):
        return root
    return f"{root}e" if root[-1] in "csvzgu" and not root.endswith("ss") else root


_NOT_GERUNDS = word_set(
    """
    thing anything everything nothing something morning evening during building ceiling king ring spring string
    interesting boring exhausting draining amazing annoying exciting tiring rewarding challenging frustrating
    depressing satisfying demanding missing leading outstanding upcoming incoming outgoing ongoing existing remaining
    following sibling wedding pudding clothing being according regarding including depending
    """
)
