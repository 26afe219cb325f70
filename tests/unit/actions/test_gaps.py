"""Which gaps count, what they are paired with, and which comes first."""

from dataclasses import replace

import numpy as np

from services.actions.core.gaps import alone, gaps, is_doubted, steps
from services.actions.core.likeness import Likeness
from services.actions.core.types import OnetTask, Profile, ProfileTask
from services.shared.onet import WorkCategory
from tests.fakes.profiles import ANALYST, MATCHES, TASKS

ROUTINE = OnetTask("31", "Sort incoming mail.", category=WorkCategory.WORK_OUTPUT)
STRATEGY = OnetTask("32", "Decide what to publish.", category=WorkCategory.MENTAL_PROCESSES)


def unit(*values: float) -> np.ndarray:
    vector = np.array(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def profile(*missing: OnetTask, tasks: tuple[ProfileTask, ...] = TASKS) -> Profile:
    return Profile("", tasks, (replace(MATCHES[0], missing=missing, recommendations=()),))


def test_what_a_match_that_fits_half_as_well_misses_is_no_gap():
    stranger = replace(MATCHES[0], soc_code="31-9096.00", score=0.3, missing=(ROUTINE,), recommendations=())
    found = gaps(replace(ANALYST, matches=(*MATCHES, stranger)), (), {})
    assert {gap.match.soc_code for gap in found} == {"13-2031.00"}


def test_a_gap_goes_to_the_own_task_that_comes_closest_and_a_near_tie_to_one_not_taken_yet():
    own = TASKS[:2]
    near = {own[0].statement: unit(1, 1.25), own[1].statement: unit(1, 1.3)}
    likeness = Likeness({ROUTINE.statement: unit(1, 0), STRATEGY.statement: unit(1, 0), **near})
    paired = steps(gaps(profile(ROUTINE, STRATEGY), (), {}), own, likeness)
    assert {step.own.id for step in paired} == {"t1", "t2"}


def test_a_gap_is_not_paired_with_something_remote_for_the_sake_of_variety():
    own = TASKS[:2]
    near = {own[0].statement: unit(1, 1.25), own[1].statement: unit(0, 1)}
    likeness = Likeness({ROUTINE.statement: unit(1, 0), STRATEGY.statement: unit(1, 0), **near})
    paired = steps(gaps(profile(ROUTINE, STRATEGY), (), {}), own, likeness)
    assert {step.own.id for step in paired} == {"t1"}


def test_what_takes_a_person_further_comes_before_routine_of_little_more_weight():
    paired = steps(gaps(profile(ROUTINE, STRATEGY), (), {}), TASKS, Likeness({}))
    assert [step.gap.task.id for step in paired] == ["32", "31"]


def test_what_the_person_does_already_is_no_gap_in_whatever_words():
    likeness = Likeness({ROUTINE.statement: unit(1, 0), TASKS[0].statement: unit(1, 0.3)})
    assert steps(gaps(profile(ROUTINE), (), {}), TASKS[:1], likeness) == []


def test_what_belongs_to_the_persons_own_occupation_is_done_every_day_and_no_gap():
    own = replace(MATCHES[0], soc_code="29-1141.00", title="Registered Nurses", missing=(ROUTINE,), recommendations=())
    other = replace(own, soc_code="29-1171.00", title="Nurse Practitioners", missing=(STRATEGY,), job_zone=5)
    below = replace(own, soc_code="31-1131.00", title="Nursing Assistants", missing=(ROUTINE,), job_zone=2)
    nurse = Profile("Registered Nurse", TASKS, (own, other, below))
    assert {gap.match.title for gap in gaps(nurse, (), {})} == {"Nurse Practitioners"}


def test_an_occupation_fits_alone_where_no_other_does_half_as_well():
    own = replace(MATCHES[0], score=0.44, title="Registered Nurses")
    assert alone((own, replace(own, score=0.18))) is own
    assert alone((own, replace(own, score=0.38))) is None
    assert alone((replace(own, score=0.3), replace(own, score=0.1))) is None
    assert alone((own,)) is None


def test_a_gap_of_an_occupation_that_fits_by_chance_is_doubted():
    (gap,) = gaps(profile(ROUTINE), (), {})
    assert not is_doubted(gap, MATCHES)
    assert is_doubted(replace(gap, match=replace(gap.match, score=0.15)), MATCHES)
