"""The people that calibration and `metier eval` ask about."""

from functools import cache

from services.onet_match.training.data import Corpus, Sentence, read_corpus
from services.onet_match.training.people import SAID, Person, people, with_strangers


@cache
def corpus() -> Corpus:
    return read_corpus()


@cache
def everybody() -> list[Person]:
    return people(corpus())


def code(sentence: Sentence) -> str:
    return corpus().catalogue.tasks[sentence.position].soc_code


def test_nobody_says_what_was_learnt_from_and_nobody_is_of_an_occupation_that_was():
    learnt = {sentence.text for sentence in corpus().paraphrases}
    learnt_codes = {code(sentence) for sentence in corpus().paraphrases}
    assert everybody()
    assert not learnt & {text for person in everybody() for text in person.texts}
    assert not learnt_codes & {code(sentence) for person in everybody() for sentence in person.said}


def test_everybody_stays_with_one_occupation_and_says_as_much():
    assert {len(person.said) for person in everybody()} == {SAID}
    assert all(len({code(sentence) for sentence in person.said}) == 1 for person in everybody())


def test_with_strangers_everybody_says_one_sentence_of_another_occupation():
    for before, after in zip(everybody(), with_strangers(everybody()), strict=True):
        changed = [place for place, pair in enumerate(zip(before.said, after.said, strict=True)) if pair[0] != pair[1]]
        assert changed == [after.stranger]
        assert code(after.said[after.stranger]) != code(before.said[0])
