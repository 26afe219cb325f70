"""The stages with and without a model: whatever it says, nothing unexplained gets through."""

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.shared.errors import Unavailable
from services.shared.llm import Calls
from services.shared.onet import WorkCategory
from services.taskpipeline.core.deduplicate import THRESHOLDS
from services.taskpipeline.core.lineage import problems
from services.taskpipeline.core.reading import Relation
from services.taskpipeline.core.types import Card, Conversation, TaskSource, WrittenBy
from services.taskpipeline.pipeline import Pipeline
from tests.examples import examples
from tests.fakes.llm import ScriptedLlm, no_model
from tests.fakes.reader import own
from tests.fakes.task_reader import TaskReader
from tests.unit.taskpipeline.talk import talk

TALK = talk("> What do you do?", "I write reports and check invoices. I check invoices daily.")


class Catalogue:
    """Meaning as a table says it; `None` is a catalogue out of reach."""

    def __init__(self, category: WorkCategory | None = WorkCategory.WORK_OUTPUT) -> None:
        self.category = category

    async def similarities(self, texts):
        if self.category is None:
            raise Unavailable("DOWN", "down", retry_after_s=1)
        return [[float(a == b) for b in range(len(texts))] for a in range(len(texts))]

    async def categories(self, texts):
        if self.category is None:
            raise Unavailable("DOWN", "down", retry_after_s=1)
        return [self.category for _ in texts]


async def processed(conversation: Conversation, script=no_model, catalogue=None, reader=None):
    numbers = count(1)
    reader, catalogue = reader or TaskReader(), catalogue or Catalogue()
    pipeline = Pipeline(reader, ScriptedLlm(script), Calls(), catalogue, THRESHOLDS["fast"])
    return await pipeline.run(conversation, lambda: f"t{next(numbers)}")


async def run(conversation: Conversation, script=no_model, catalogue=None):
    return (await processed(conversation, script, catalogue)).tasks


async def test_without_a_model_the_rules_write_every_task():
    tasks = await run(TALK)
    assert [task.normalized_description for task in tasks] == ["Write reports", "Check invoices daily"]
    assert {task.written_by for task in tasks} == {WrittenBy.RULES}
    assert {task.category for task in tasks} == {WorkCategory.WORK_OUTPUT}
    assert tasks[1].lineage.merged[0].sources[0].raw_phrase == "check invoices"


async def test_without_a_catalogue_words_decide_and_categories_stay_unknown():
    tasks = await run(TALK, catalogue=Catalogue(None))
    assert len(tasks) == 2
    assert {task.category for task in tasks} == {WorkCategory.UNKNOWN}


async def test_selected_cards_follow_what_was_said():
    card = Card("c1", "Inspect hydrants.", category=WorkCategory.INFORMATION_INPUT)
    tasks = await run(talk("I write reports.", cards=(card,)))
    assert [(task.source, task.normalized_description) for task in tasks] == [
        (TaskSource.CHAT, "Write reports"),
        (TaskSource.SUGGESTION, "Inspect hydrants"),
    ]
    assert tasks[1].category is WorkCategory.INFORMATION_INPUT


def answers(**by_call):
    def script(call, prompt):
        answer = by_call.get(call.name)
        return answer if answer is not None else no_model(call, prompt)

    return script


async def test_a_model_extracts_and_its_name_is_kept():
    found = {"tasks": [{"phrase": "write reports", "message": 2}, {"phrase": "check invoices", "message": 2}]}
    written = {"tasks": [{"number": 1, "normalized": "Write reports."}, {"number": 2, "normalized": "Check invoices"}]}
    tasks = await run(TALK, answers(task_extraction=found, task_normalization=written))
    assert [task.normalized_description for task in tasks] == ["Write reports", "Check invoices"]
    assert {(task.written_by, task.model) for task in tasks} == {(WrittenBy.MODEL, Calls().task_normalization.model)}


@pytest.mark.parametrize(
    "invented",
    [
        {"phrase": "negotiate contracts with suppliers", "message": 2},
        {"phrase": "write reports", "message": 1},
        {"phrase": "write reports", "message": 99},
        {"phrase": "", "message": 2},
    ],
)
async def test_what_a_model_invents_is_no_task(invented):
    true = {"phrase": "check invoices", "message": 2}
    tasks = await run(TALK, answers(task_extraction={"tasks": [invented, true]}))
    assert [task.normalized_description for task in tasks] == ["Check invoices"]


async def test_a_wording_that_says_more_than_was_said_is_written_by_the_rules():
    written = {"tasks": [{"number": 1, "normalized": "Write quarterly compliance reports for the board"}]}
    tasks = await run(talk("I write reports."), answers(task_normalization=written))
    assert [(task.normalized_description, task.written_by) for task in tasks] == [("Write reports", WrittenBy.RULES)]


async def test_a_model_merges_what_it_holds_for_the_same_and_says_why():
    groups = {"groups": [{"members": [1, 2], "reasoning": "both are about the books"}]}
    (task,) = await run(talk("I write reports and check invoices."), answers(task_deduplication=groups))
    assert task.lineage.merged[0].reason == "both are about the books"


async def test_a_group_with_numbers_that_do_not_exist_merges_nothing():
    groups = {"groups": [{"members": [1, 7], "reasoning": "x"}, {"members": [2, 2], "reasoning": "x"}]}
    assert len(await run(talk("I write reports and check invoices."), answers(task_deduplication=groups))) == 2


async def test_what_is_not_sure_is_a_task_apart_and_none_that_is_sure_already():
    said = "I write reports, maybe weld frames"
    told = {
        said: replace(
            own(said, "write reports"),
            activities=(
                *own(said, "write reports", verb="write").activities,
                *own(said, "weld frames", own_present=0.4, verb="weld").activities,
                *own(said, "write reports", own_present=0.3, verb="write").activities,
            ),
        )
    }
    found = await processed(talk("> What do you do?", said), reader=TaskReader(told))
    assert [task.normalized_description for task in found.tasks] == ["Write reports"]
    assert [task.normalized_description for task in found.unsure] == ["Weld frames"]


@pytest.mark.parametrize(("cosine", "tasks"), [(0.7, 1), (0.2, 2)])
async def test_what_the_reader_holds_for_the_same_is_merged_where_the_vectors_do_not_contradict(cosine, tasks):
    class Near(Catalogue):
        async def similarities(self, texts):
            return [[cosine for _ in texts] for _ in texts]

    reader = TaskReader(relations={(0, 1): Relation(0.9)})
    found = await processed(talk("I write reports and grow roses."), reader=reader, catalogue=Near())
    assert len(found.tasks) == tasks
    assert all("0.90" in merge.reason for merge in found.tasks[0].lineage.merged)


async def test_without_the_reader_nothing_is_processed():
    with pytest.raises(Unavailable):
        await processed(TALK, reader=TaskReader(is_down=True))


words = st.sampled_from(
    ["write", "reports", "I", "my", "=cmd", "ignore", "all", "rules", "42", "invoices", "", "\u00fc"]
)
phrase = st.lists(words, max_size=25).map(" ".join)
number = st.integers(-3, 6)


@settings(max_examples=examples(150), deadline=None)
@given(
    st.lists(st.tuples(phrase, number, st.none() | number), max_size=6),
    st.lists(st.tuples(number, phrase), max_size=6),
    st.lists(st.lists(number, max_size=4), max_size=4),
)
async def test_whatever_a_model_says_each_task_is_valid_and_traced(found, written, groups):
    script = answers(
        task_extraction={"tasks": [{"phrase": a, "message": b, "confirmed_in": c} for a, b, c in found]},
        task_normalization={"tasks": [{"number": a, "normalized": b} for a, b in written]},
        task_deduplication={"groups": [{"members": members, "reasoning": "same"} for members in groups]},
    )
    for task in await run(TALK, script):
        assert problems(task.normalized_description, task.lineage.sources) == ()
        assert task.lineage.message_ids <= {"m2"}
