import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.actions.core.text import clause, clean, clip, quoted


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("Prepare tax returns.", "prepare tax returns"),
        ("SQL queries for reports", "SQL queries for reports"),
        ("Test pumps, using gauges that show the pressure in each of the many pipes.", "test pumps"),
        (
            "Deliver lectures to graduate students on topics such as genetics and cell biology.",
            "deliver lectures to graduate students",
        ),
        ("Record data, such as weight, height, age and a few more things of that kind.", "record data"),
        (
            "Monitor factors, such as heat, flow, pressure and several more, to keep the plant safe.",
            "monitor factors, such as heat, flow and pressure",
        ),
        (
            "Refer trainees to employer representatives, to locations, or to social agencies.",
            "refer trainees to employer representatives",
        ),
        (
            "Advise patients concerning diet, activity, hygiene, and disease prevention measures.",
            "advise patients concerning diet, activity and hygiene",
        ),
        (
            "Place conduit, pipes, or tubing, inside designated walls and other concealed areas.",
            "place conduit, pipes, or tubing, inside designated walls",
        ),
        (
            "Modify software to correct errors, adapt it to new interfaces and improve it.",
            "modify software to correct errors and adapt it",
        ),
        (
            "Count coins and checks received, by hand or using a machine, for deposit.",
            "count coins and checks received, by hand",
        ),
        (
            "Give directions to other workers who are assisting in the long mixing process.",
            "give directions to other workers",
        ),
        (
            "Write food orders on order slips, memorize them, or enter orders into computers.",
            "write food orders on order slips and memorize them",
        ),
        (
            "Interview personnel and conduct on-site observation to ascertain unit functions and work performed.",
            "interview personnel and conduct on-site observation",
        ),
        (
            "Develop service plans in consultation with clients and perform follow-ups.",
            "develop service plans in consultation with clients",
        ),
        (
            "Give or arrange for training or instruction of auxiliary personnel and students.",
            "give or arrange for training or instruction",
        ),
    ],
)
def test_a_statement_becomes_the_rest_of_a_sentence(statement, expected):
    assert clause(statement, 60) == expected


@given(st.text(max_size=300), st.integers(10, 120))
def test_a_clause_is_never_longer_than_asked_and_stands_on_one_line(text, chars):
    found = clause(text, chars)
    assert len(found) <= chars
    assert "\n" not in found


@given(st.text(max_size=300), st.integers(10, 120))
def test_a_clipped_text_is_whole_or_ends_in_an_ellipsis(text, chars):
    clipped = clip(text, chars)
    assert len(clipped) <= chars
    assert clipped == text or clipped.endswith("\u2026")


@given(st.text(max_size=300))
def test_a_quotation_holds_no_quotation_mark_and_no_markup(text):
    assert not set('"<>`\n\r\x00\u202e') & set(quoted(text)[1:-1])


def test_clean_text_is_left_as_it_is():
    assert clean("Prepare tax returns for Müller & Co.") == "Prepare tax returns for Müller & Co."
