"""A lesson is shown in other spellings, and its spans stay on their words."""

import random

import pytest

from services.nlu.adapters.pieces import MOST_MESSAGE, windows
from services.nlu.core.reading import Act, Engagement
from services.nlu.training import corpus, lessons
from services.shared.minilm.tokens import open_tokenizer

TOKENIZER = open_tokenizer(0)


def reply(line: str) -> corpus.Reply:
    block = corpus._Line(corpus.Block("a", "x", 1, "t", "v"), "x:1", line)
    return next(corpus._replies(iter([block])))


OTHER = lessons.of_reply(reply("So? || we [weld] || answer || low"))
CLOSING = lessons.of_reply(reply("So? || that is all || stop || low"))


@pytest.mark.parametrize("seed", range(30))
def test_spans_keep_their_words_whatever_is_done_to_a_message(seed):
    row = lessons.of_reply(
        reply("What? || Well, I [check the tyres], then - daily - I [top up oil]. || answer || high")
    )
    made = lessons.varied(row, OTHER, CLOSING, random.Random(seed))
    words = [made.message[one.start : one.end] for one in made.mentions or ()]
    assert len(words) in {2, 3}
    assert [len(word.split()) for word in words[:2]] == [3, 3]
    assert all(word == word.strip() for word in words)


def test_pieces_carry_the_labels_of_their_spans():
    shown = lessons.shown(
        lessons.of_reply(reply("What? || I [paint frames] and [sand them|them=frames] || answer || high")), TOKENIZER
    )
    at = shown.pieces.message_at
    assert shown.tags[at : at + 6] == [0, 1, 2, 0, 1, 2]
    assert shown.tags[:at] == [lessons.UNTOLD] * at
    assert shown.antecedents == [(1, at + 2, at + 2)]
    assert sum(shown.acts or ()) == 1


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("Q || I [a], [b] and [c] || answer || medium", Engagement.HIGH),
        ("Q || I [a] || answer || high", Engagement.MEDIUM),
        ("Q || not me || decline || low", Engagement.MEDIUM),
        ("Q || no, stop it || decline stop || low", Engagement.LOW),
        ("Q || he [does that|other] || answer || low", Engagement.LOW),
        ("Q || ja || answer lang=de || low", None),
    ],
)
def test_levels_are_held_to_one_measure(line, level):
    assert lessons.level_of(reply(line)) is level


def test_a_long_message_is_read_in_windows_that_leave_nothing_out():
    message = "I weld frames. " * 150
    seen = windows(TOKENIZER, "What do you do?", message)
    assert len(seen) > 1
    assert [place for one in seen for place in one.message] == TOKENIZER.encode(
        message, add_special_tokens=False
    ).offsets
    assert all(len(one.message) <= MOST_MESSAGE for one in seen)
    assert all(message[one.message[-1][1] - 1] == "." for one in seen)


def test_another_question_is_only_asked_of_what_means_the_same_then():
    row = lessons.of_reply(reply("Do you weld? || yes every day I do || assent || medium"))
    asked = {lessons.varied(row, OTHER, CLOSING, random.Random(seed)).question for seed in range(60)}
    assert asked == {"Do you weld?", ""}
    assert Act.ASSENT in (row.acts or ())


def test_what_is_joined_does_what_both_do_and_ends_only_at_its_end():
    row = lessons.of_reply(reply("What? || I [weld] || answer || medium"))
    ended, goes_on = (lessons._joined(*pair, random.Random(1)) for pair in ((row, CLOSING), (CLOSING, row)))
    assert ended.acts == {Act.ANSWER, Act.STOP}
    assert goes_on.acts is None
    assert lessons.is_closing(CLOSING)
    assert not lessons.is_closing(row)
