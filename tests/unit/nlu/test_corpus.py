"""The corpus is read as its forms say, and a line that breaks one is named."""

from pathlib import Path

import pytest

from services.nlu.core.reading import Act, Engagement, Owner, StatementKind, Time
from services.nlu.training import corpus


def rows(tmp_path: Path, kind: str, text: str) -> list:
    path = tmp_path / f"{kind}.a.01.txt"
    path.write_text(text)
    return list(corpus.read_file(path))


def test_the_whole_corpus_is_in_its_forms():
    counted = corpus.count()
    assert counted["replies"] >= 6_000
    assert 0.1 < counted["replies.held_out"] / counted["replies"] < 0.3


def test_a_reply_loses_its_marks_and_keeps_what_they_say(tmp_path):
    first, second = rows(
        tmp_path,
        "replies",
        "@ trade=baker; voice=terse\n"
        "What do you do? || I [mix dough], he [bakes it|other,it=dough] and I used to [sell|past] || answer || high\n"
        "^ || that's all || stop thanks || -\n",
    )
    assert first.message == "I mix dough, he bakes it and I used to sell"
    said = [first.message[one.start : one.end] for one in first.mentions]
    assert said == ["mix dough", "bakes it", "sell"]
    assert [one.owner for one in first.mentions] == [Owner.SELF, Owner.OTHER, Owner.SELF]
    assert (first.mentions[1].refers_to, first.mentions[2].time) == ("dough", Time.PAST)
    assert [one.is_own_present for one in first.mentions] == [True, False, False]
    assert (first.engagement, second.engagement) == (Engagement.HIGH, None)
    assert second.question == "What do you do?"
    assert second.acts == {Act.STOP, Act.THANKS}


def test_candidates_are_places_in_the_question(tmp_path):
    (offer,) = rows(tmp_path, "confirm", "A: Do you [bake] or [sell cakes]?\n- only the second || 2\n")
    assert [offer.question[start:end] for start, end in offer.candidates] == ["bake", "sell cakes"]
    assert offer.confirmed == {1}


def test_a_group_of_tasks_gives_pairs_of_each_kind(tmp_path):
    (group,) = rows(tmp_path, "pairs", "= mix dough / make the dough\n> bake bread\n! mix paint\n")
    assert corpus.task_pairs(group) == [
        ("mix dough", "make the dough", "same"),
        ("mix dough", "bake bread", "contained"),
        ("make the dough", "bake bread", "contained"),
        ("mix dough", "mix paint", "different"),
        ("make the dough", "mix paint", "different"),
    ]


def test_claims_and_statements(tmp_path):
    (case,) = rows(tmp_path, "claims", "E: Cook, 2019-2022\n+ Cooked\n- Head cook || title\n? Loves food\n")
    assert case.claims == (("Cooked", True, ""), ("Head cook", False, "title"), ("Loves food", None, ""))
    (statement,) = rows(tmp_path, "statements", "skills || add welding || content\n")
    assert statement.kind is StatementKind.CONTENT


@pytest.mark.parametrize(
    ("kind", "line", "why"),
    [
        ("replies", "What? || I [mix || answer || low", "a bracket is open"),
        ("replies", "What? || hi || greet || low", "unknown act greet"),
        ("replies", "What? || I [mix|mine] || answer || low", "unknown attribute mine"),
        ("replies", "What? || hi || greeting", "four columns"),
        ("confirm", "A: Do you [bake]?\n- yes || 2", "no such candidate"),
        ("claims", "E: a\n- b || guess", "unknown kind"),
    ],
)
def test_a_line_out_of_form_is_named(tmp_path, kind, line, why):
    with pytest.raises(corpus.FormError, match=why) as wrong:
        rows(tmp_path, kind, line)
    assert f"{kind}.a.01.txt:" in str(wrong.value)


def test_the_split_is_by_names_and_stays():
    baker, other = (corpus.Block("a", "replies.a.01.txt", number, "baker", "terse") for number in (1, 9))
    assert baker.is_held_out == other.is_held_out
    drawn = [corpus.Block("a", "x", 1, f"trade {number}", "mixed").is_held_out for number in range(800)]
    assert 0.09 < sum(drawn) / len(drawn) < 0.16
