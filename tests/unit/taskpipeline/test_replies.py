"""What is believed of a model's reply."""

from services.taskpipeline.core.reading import Named, Reading
from services.taskpipeline.core.replies import ExtractedTask, Extraction, extracted
from tests.unit.taskpipeline.talk import talk

TALK = talk(
    "> What do you do?",
    "I do the payroll and I write reports.",
    "> Who else touches the payroll?",
    "Actually, I don't do the payroll any more. I check invoices.",
)


def phrases(*tasks: tuple[str, int]) -> list[str]:
    reply = Extraction(tasks=[ExtractedTask(phrase=phrase, message=message) for phrase, message in tasks])
    later = Reading((Named("do the payroll", 0.02, is_theirs=False, is_given_up=True), Named("check invoices", 0.9)))
    return [statement.phrase for statement in extracted(reply, TALK.messages, {"m4": later}, "m")]


def test_what_the_person_took_back_later_is_no_task_whatever_the_model_says():
    assert phrases(("do the payroll", 2), ("write reports", 2), ("check invoices", 4)) == [
        "write reports",
        "check invoices",
    ]


def test_what_the_person_took_back_in_the_same_message_is_none_either():
    assert phrases(("do the payroll", 4), ("check invoices", 4)) == ["check invoices"]


def test_a_phrase_that_stands_in_no_message_of_the_person_is_refused():
    assert phrases(("run the warehouse", 2), ("write reports", 3), ("write reports", 9)) == []
