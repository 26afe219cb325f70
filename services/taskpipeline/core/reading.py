"""What a message says, as far as the pipeline needs it: values of the contract `metier.nlu.v1`, frozen.

Everything is a probability; from which one something is a task is decided in `extract.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Named:
    """An activity that was named; the fields are those of `metier.nlu.v1.Activity`.

    Attributes:
        own_present: Probability that it is the person's own or shared, present, not denied and not vague.
        verb: The base verb, "" for a noun.
        refers_to: What a pronoun in the phrase stands for.
        is_theirs: Whether the words are of the person's own present work at all (not another's, past, planned, denied).
        is_open: Whether a pronoun in the phrase has no known antecedent.
        is_given_up: Whether the words say that somebody else does it, or that the person does not.
    """

    phrase: str
    own_present: float
    verb: str = ""
    refers_to: str = ""
    is_theirs: bool = True
    is_vague: bool = False
    is_open: bool = False
    is_given_up: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message says.

    Attributes:
        activities: In the order said, those of others, of the past and denied ones included.
        confirmed: Probability by offered activity.
        retracted: Words the person takes back.
        acts: Probability by the name of an act, for example "pasted".
        language: BCP 47 tag of the language it is in, and how sure that is.
    """

    activities: tuple[Named, ...] = ()
    confirmed: Mapping[str, float] = field(default_factory=dict)
    retracted: tuple[str, ...] = ()
    acts: Mapping[str, float] = field(default_factory=dict)
    language: tuple[str, float] = ("en", 1.0)


@dataclass(frozen=True, slots=True)
class Relation:
    """How two statements relate: the probabilities that they say the same task, or one contains the other."""

    same: float
    left_contains_right: float = 0.0
    right_contains_left: float = 0.0
