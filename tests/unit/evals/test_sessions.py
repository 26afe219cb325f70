"""The people of the whole-session set."""

from evals.sessions import SAID, people
from services.onet_match.training.data import read_corpus


def test_nobody_says_what_was_learnt_from_and_nobody_is_of_an_occupation_that_was():
    corpus = read_corpus()
    learnt_texts = {sentence.text for sentence in corpus.paraphrases}
    learnt_statements = {corpus.catalogue.tasks[sentence.position].statement for sentence in corpus.paraphrases}
    crowd = people()
    assert crowd
    assert not learnt_texts & {text for person in crowd for text in person.said}
    exclusive = [person for person in crowd if not learnt_statements & set(person.right)]
    assert len(exclusive) > len(crowd) / 2  # occupations may share the wording of a task


def test_everybody_says_as_many_sentences_each_with_its_statement():
    assert all(len(person.said) == len(person.right) == SAID for person in people())
