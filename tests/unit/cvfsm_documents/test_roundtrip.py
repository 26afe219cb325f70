"""What was printed is compared with what was meant: losses and inventions are found, layout is not."""

import pytest

from services.cvfsm.core.document.cv import CvData, WorkEntry
from services.cvfsm.core.output.page import page_of, printed
from services.cvfsm.core.output.roundtrip import missing_or_invented

DATA = CvData(
    full_name="Ada Byron",
    email="ada@example.org",
    work_experience=(
        WorkEntry("Engine Works", "Analyst", "2019-03", "present", "London", ("wrote state-of-the-art notes",)),
    ),
    skills=("R", "C++"),
    unsorted=("not printed",),
)
TEXT = "Ada Byron\nada@example.org\nWork experience\nAnalyst Mar 2019 – present\nEngine Works · London\n• wrote state-of-\nthe-art notes\nSkills\nR · C++"


def test_the_same_text_with_other_line_ends_and_bullets_is_the_same():
    assert missing_or_invented(DATA, TEXT) == []
    assert missing_or_invented(DATA, TEXT.replace("–", "—").replace(" ", "  ")) == []


def test_items_in_another_order_are_no_loss():
    assert missing_or_invented(DATA, TEXT.replace("Analyst Mar 2019 – present", "Mar 2019 – present Analyst")) == []


@pytest.mark.parametrize("lost", ["ada@example.org", "London", "2019", "wrote ", "C++"])
def test_a_lost_text_is_named(lost):
    assert any(line.startswith("lost: ") for line in missing_or_invented(DATA, TEXT.replace(lost, "", 1)))


@pytest.mark.parametrize("invented", ["and led a team of 9", "PhD", "42"])
def test_an_invented_text_is_named(invented):
    assert any(line.startswith("invented: ") for line in missing_or_invented(DATA, f"{TEXT}\n{invented}"))


def test_right_to_left_letters_may_come_in_another_order_but_not_go():
    data = CvData(full_name="محمد علي")
    assert missing_or_invented(data, "علي محمد") == []
    assert missing_or_invented(data, "محمد") != []
    assert missing_or_invented(data, "محمد علي حسن 7") != []


def test_unsorted_text_is_not_printed():
    assert "not printed" not in [text for _, text in printed(page_of(DATA, "en"))]
