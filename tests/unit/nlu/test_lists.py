"""Lists of a day's work are made of one person's own activities, and their marks lie on their words."""

import random

from services.nlu.core.reading import Act, Engagement
from services.nlu.training import corpus
from services.nlu.training.lists import FORMS, lists

LINES = (
    "@ trade=groom; voice=plain",
    "So? || I [muck out stables], [feed the ponies] and [lead rides]; my boss [does the books|other] || answer || high",
    "And? || I used to [shoe horses|past], now I [plait manes] and [sweep it|it=the yard] || answer || high",
    "@ trade=none; voice=short",
    "So? || I [weld] || answer || medium",
)


def replies() -> list[corpus.Reply]:
    made, block = [], corpus.Block("a", "x", 0, "", "")
    for number, line in enumerate(LINES):
        if line.startswith("@"):
            block = corpus.Block("a", "x", number, line, "v")
        else:
            made += corpus._replies(iter([corpus._Line(block, "x:1", line)]))
    return made


def test_a_list_holds_what_is_the_persons_own_and_says_enough():
    for seed in range(20 * len(FORMS)):
        (made,) = lists(replies(), random.Random(seed))
        said = [made.message[one.start : one.end] for one in made.mentions or ()]
        assert {word.split()[-1] for word in said} <= {"stables", "out", "ponies", "rides", "manes"}
        assert all(words == words.strip() and words for words in said)
        assert (made.acts, made.engagement) == ({Act.ANSWER}, Engagement.HIGH)
