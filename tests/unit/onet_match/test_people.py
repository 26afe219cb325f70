"""The people that calibration and `metier eval` ask about."""

from services.onet_match.training.data import read_corpus
from services.onet_match.training.people import SAID, people, with_strangers

CORPUS = read_corpus()
TASKS = CORPUS.catalogue.tasks
PEOPLE = people(CORPUS)


def code(sentence) -> str:
    return TASKS[sentence.position].soc_code


def test_nobody_says_what_was_learnt_from_and_nobody_is_of_an_occupation_that_was():
    learnt = {sentence.text for sentence in CORPUS.paraphrases}
    learnt_codes = {code(sentence) for sentence in CORPUS.paraphrases}
    assert PEOPLE
    assert not learnt & {text for person in PEOPLE for text in person.texts}
    assert not learnt_codes & {code(sentence) for person in PEOPLE for sentence in person.said}


def test_everybody_stays_with_one_occupation_and_says_as_much():
    assert {len(person.said) for person in PEOPLE} == {SAID}
    assert all(len({code(sentence) for sentence in person.said}) == 1 for person in PEOPLE)


def test_with_strangers_everybody_says_one_sentence_of_another_occupation():
    for before, after in zip(PEOPLE, with_strangers(PEOPLE), strict=True):
        changed = [place for place, pair in enumerate(zip(before.said, after.said, strict=True)) if pair[0] != pair[1]]
        assert changed == [after.stranger]
        assert code(after.said[after.stranger]) != code(before.said[0])
