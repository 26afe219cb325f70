"""A person sees what is strange in a CV that was read before confirming it."""

from types import MappingProxyType

import pytest

from services.cvfsm.core.document.cv import CvData, EducationEntry, Source, SourceKind, WorkEntry
from services.cvfsm.core.document.flags import Flag, Reason, flags

SOUND = WorkEntry("Mill", "Clerk", "2019-03", "2020", "Leeds")


def test_a_sound_cv_has_no_flag():
    study = EducationEntry("Home", "BSc", "", "2014")
    assert flags(CvData(full_name="Ada Byron", work_experience=(SOUND,), education=(study,))) == []


@pytest.mark.parametrize(
    ("job", "path", "reason"),
    [
        (WorkEntry("Mill", "Clerk", "2020-05", "2020-03"), "end", Reason.END_BEFORE_START),
        (WorkEntry("Mill", "Clerk", "2021", "2020-03"), "end", Reason.END_BEFORE_START),
        (WorkEntry("Leeds", "Clerk", "2019", "present", "leeds"), "employer", Reason.EMPLOYER_IS_PLACE),
        (WorkEntry("", "Clerk", "2019", "2020"), "employer", Reason.EMPLOYER_MISSING),
        (WorkEntry("Mill", "", "2019", "2020"), "title", Reason.TITLE_MISSING),
        (WorkEntry("Mill", "Clerk"), "start", Reason.DATES_MISSING),
    ],
)
def test_what_contradicts_itself_is_flagged(job, path, reason):
    assert flags(CvData(full_name="Ada", work_experience=(job,))) == [Flag(f"work_experience[0].{path}", reason)]


def test_the_same_dates_everywhere_and_no_name_are_flagged():
    found = flags(CvData(work_experience=(SOUND, SOUND, SOUND)))
    assert found == [Flag("full_name", Reason.NAME_MISSING), Flag("work_experience", Reason.SAME_DATES)]


def test_what_the_reader_is_unsure_of_is_flagged():
    sources = MappingProxyType({"work_experience[0].title": Source(SourceKind.DOCUMENT, "p1", "Clerk", 0.4)})
    found = flags(CvData(full_name="Ada", work_experience=(SOUND,), sources=sources))
    assert found == [Flag("work_experience[0].title", Reason.UNSURE)]
