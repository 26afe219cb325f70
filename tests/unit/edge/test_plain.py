"""Protobuf messages as plain values and back."""

import pytest

from metier.cvfsm.v1 import cv_pb2
from metier.onet_match.v1 import catalogue_pb2
from metier.taskpipeline.v1 import task_pb2
from services.edge.adapters.plain import enum_number, enum_word, plain
from services.edge.adapters.tasks import task, task_set

ENUMS = [enum for module in (cv_pb2, catalogue_pb2, task_pb2) for enum in module.DESCRIPTOR.enum_types_by_name.values()]


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.name)
def test_every_enum_value_has_a_word_that_leads_back_to_it(enum):
    for value in enum.values:
        word = enum_word(enum, value.number)
        assert (word is None) == (value.number == 0)
        assert enum_number(enum, word) == value.number


def test_a_number_of_a_newer_peer_has_no_word():
    assert enum_word(cv_pb2.DESCRIPTOR.enum_types_by_name["Stage"], 99) is None


def test_words_are_spelled_as_the_seeds_spell_them():
    view = plain(cv_pb2.CvView(stage=cv_pb2.STAGE_DATA_TRUTH_CHECK))
    found = plain(catalogue_pb2.OnetTask(work_category=2, task_type=1))
    assert (view["stage"], found["work_category"], found["task_type"]) == (
        "DATA_TRUTH_CHECK",
        "mentalProcesses",
        "Core",
    )


def test_what_is_absent_is_none_and_what_is_empty_is_empty():
    values = plain(task_pb2.Task(id="t1"))
    assert values["match"] is None
    assert values["ai_usage"] is None
    assert plain(task_pb2.TaskSet())["tasks"] == []
    assert plain(task_pb2.TaskSet())["updated_at"] is None


def test_a_task_without_a_match_has_none_of_the_flat_members():
    shown = task(task_pb2.Task(id="t1", source=1, match_status=task_pb2.MATCH_STATUS_NO_MATCH))
    assert shown.match.status == "no_match"
    assert (shown.onet_task_id, shown.similarity_score) == (None, None)


def test_a_matched_task_repeats_the_best_candidate_as_the_seed_has_it():
    best = catalogue_pb2.TaskCandidate(task=catalogue_pb2.OnetTask(task_id="7", statement="Analyze data."), score=0.7)
    message = task_pb2.Task(id="t1", source=1, match_status=task_pb2.MATCH_STATUS_MATCHED)
    message.match.best.CopyFrom(best)
    shown = task(message)
    assert (shown.onet_task_id, shown.onet_task_description, shown.similarity_score) == ("7", "Analyze data.", 0.7)


def test_a_set_that_was_never_submitted_is_a_draft():
    assert task_set(task_pb2.TaskSet(session_id="s")).status == "draft"
