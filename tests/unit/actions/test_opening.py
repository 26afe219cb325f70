"""Verb or noun at the beginning of a phrase."""

import pytest

from services.actions.core.opening import opens_as_verb
from services.shared.language.words import tokens


@pytest.mark.parametrize(
    ("phrase", "is_verb"),
    [
        ("check the fridges", True),
        ("phone calls", False),
        ("travel booking", False),
        ("write code", True),
        ("payroll", False),
    ],
)
def test_a_bare_first_word_is_a_verb_where_it_acts_on_something(phrase, is_verb):
    assert opens_as_verb(tokens(phrase)) is is_verb
