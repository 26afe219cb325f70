"""From scores to a reading: what is told, what is left out, whose words a phrase has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from services.nlu.core.heard import Attributes, Piece
from services.nlu.core.inputs import Asked
from services.nlu.core.layers import Layer
from services.nlu.core.models import Layers
from services.nlu.core.read import read, verb_of
from services.nlu.core.reading import Act, Engagement, Owner, Reading, Span, Time

SURE, NOT = 6.0, -6.0


@dataclass
class Told:
    """What a model hears, as told: spans by their words, acts and candidates by name."""

    message: str
    spans: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    told_acts: frozenset[Act] = frozenset()
    candidates: Sequence[str] = ()
    confirms: frozenset[str] = frozenset()
    meant: tuple[str, float] = ("", 0.0)
    foreign: float = NOT
    fingerprint: str = "told"

    def hear(self, question: str, message: str, candidates: Sequence[str]) -> "Told":
        return self

    @property
    def identifier(self) -> "Told":
        return self

    @property
    def reader(self) -> "Told":
        return self

    def rank(self, text: str) -> list[tuple[str, float]]:
        return [("pl", 0.8), ("en", 0.2)] if self.foreign > 0 else [("en", 0.9), ("nl", 0.1)]

    @property
    def pieces(self) -> list[Piece]:
        made, at = [], 0
        for word in self.message.split():
            start = self.message.index(word, at)
            at = start + len(word)
            span = next(
                (s for s in self.spans if self.message.index(s) <= start < self.message.index(s) + len(s)), None
            )
            begins = span is not None and self.message.index(span) == start
            made.append(Piece(start, at, 0.98 * begins, 0.98 * (span is not None and not begins)))
        return made

    @property
    def acts(self) -> dict[Act, float]:
        return {act: SURE if act in self.told_acts else NOT for act in Act}

    @property
    def engagement(self) -> dict[Engagement, float]:
        return {level: SURE if level is Engagement.HIGH else NOT for level in Engagement}

    @property
    def confirmed(self) -> list[float]:
        return [SURE if candidate in self.confirms else NOT for candidate in self.candidates]

    @property
    def patterns(self) -> list[float]:
        return self.confirmed

    @property
    def act_patterns(self) -> dict[Act, float]:
        return {}

    def attributes(self, span: Span) -> Attributes:
        told = self.spans[self.message[span.start : span.end]]
        owner, time = told.get("owner", Owner.SELF), told.get("time", Time.PRESENT)
        owners = {each: 0.98 if each is owner else 0.01 for each in Owner}
        times = {each: 0.98 if each is time else 0.01 for each in Time}
        return Attributes(owners, times, 0.98 if told.get("denied") else 0.01, 0.01)

    def antecedent(self, span: Span) -> tuple[str, float]:
        return self.meant


ONE = Layer(0.0, {"reader.inside": 1.0})
LAYERS = Layers(
    acts={act: Layer(0.0, {f"reader.{act}": 1.0}) for act in Act},
    engagement={level: Layer(0.0, {f"reader.engagement.{level}": 1.0}) for level in Engagement},
    confirmation=Layer(0.0, {"reader.confirmed": 1.0}),
    span=Layer(0.0, {"inside": 1.0, "begins": 1.0, "begins_again": -1.0}),
    activity=ONE,
    own_present=Layer(-23.0, {"reader.inside": 1.0, "reader.other": -2.0, "reader.past": -2.0, "reader.denied": -2.0}),
    relation={},
    claim=ONE,
    foreign=Layer(0.0, {"reader.foreign": 1.0}),
)


def reading(told: Told, question: str = "What do you do?") -> Reading:
    return read(Asked(question, told.message, tuple(told.candidates)), told, LAYERS)


def test_activities_keep_whose_they_are_and_when():
    told = Told(
        "I weld frames but Bob paints them and I once drove trucks",
        {"weld frames": {}, "paints them": {"owner": Owner.OTHER}, "drove trucks": {"time": Time.PAST}},
    )
    found = reading(told).activities
    assert [(each.phrase, each.owner, each.time) for each in found] == [
        ("weld frames", Owner.SELF, Time.PRESENT),
        ("paints them", Owner.OTHER, Time.PRESENT),
        ("drove trucks", Owner.SELF, Time.PAST),
    ]
    assert [each.own_present > 0.5 for each in found] == [True, False, False]
    assert all(told.message[each.span.start : each.span.end] == each.phrase for each in found)


@pytest.mark.parametrize(
    ("meant", "said", "is_open"), [(("frames", 0.9), "frames", False), (("frames", 0.1), "", True)]
)
def test_a_pronoun_is_open_where_nothing_sure_stands_for_it(meant, said, is_open):
    (found,) = reading(Told("then I paint them", {"paint them": {}}, meant=meant)).activities
    assert (found.refers_to, found.unresolved) == (said, is_open)


def test_a_bare_verb_takes_the_object_of_the_verb_it_is_joined_to():
    told = Told("I collect and clean data", {"collect": {}, "clean data": {}})
    assert [each.phrase for each in reading(told).activities] == ["collect data", "clean data"]


def test_what_is_taken_back_is_marked_where_the_message_takes_back():
    told = Told("scrap that I no longer do payroll", {"do payroll": {"denied": True}}, frozenset({Act.RETRACTION}))
    taken = reading(told)
    assert [told.message[span.start : span.end] for span in taken.retracted] == ["do payroll"]
    told.told_acts = frozenset({Act.ANSWER})
    assert not reading(told).retracted


def test_acts_are_told_most_probable_first_with_what_spoke_for_them():
    (stop,) = reading(Told("that is all", told_acts=frozenset({Act.STOP}))).acts
    assert stop.act is Act.STOP
    assert stop.evidence == ("reader.stop +6.0",)


def test_candidates_are_judged_one_by_one_and_languages_named():
    told = Told("just the rota", candidates=("write the rota", "order paper"), confirms=frozenset({"write the rota"}))
    found = reading(told)
    assert [(each.candidate, each.probability > 0.5) for each in found.confirmations] == [
        ("write the rota", True),
        ("order paper", False),
    ]
    assert found.languages[0].language == "en"
    told.foreign = SURE
    assert reading(told).languages[0].language == "pl"


@pytest.mark.parametrize(
    ("phrase", "verb"),
    [("weld frames", "weld"), ("usually welding", "weld"), ("payroll", ""), ("drove trucks", "drive")],
)
def test_the_verb_of_a_phrase(phrase, verb):
    assert verb_of(phrase) == verb
