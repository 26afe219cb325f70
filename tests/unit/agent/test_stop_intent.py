"""Whether a message means to end: as a whole, never by a word in it."""

from __future__ import annotations

import pytest

from services.agent.core.stop_intent import stop_intent

SEED_PHRASES = (
    "done", "finished", "that's all", "that's it", "nothing else", "no more", "complete", "that covers it",
    "I think that's everything", "that's everything", "nothing more", "I'm good", "im good", "all done",
)  # fmt: skip


@pytest.mark.parametrize("message", SEED_PHRASES)
def test_every_stop_phrase_of_the_seed_stops_when_it_stands_alone(message: str):
    assert stop_intent(message)
    assert stop_intent(message.upper() + "!")


@pytest.mark.parametrize(
    "message",
    [
        "nothing else comes to mind",
        "I also run the till, and that's it",
        "Mostly filing. Done.",
        "can we wrap this up?",
        "I've told you all there is",
        "nah that's the lot, cheers",
        "take me to the results please",
        "no time for more questions",
        "fnished",
        "that's all folks, bye",
        "my bus is here, I have to go",
        "I believe that's the extent of my job",
        "das ist alles",
    ],
)
def test_a_message_that_closes_stops(message: str):
    assert stop_intent(message)


@pytest.mark.parametrize(
    "message",
    [
        "I get the month-end close done",
        "I complete tax returns",
        "I'm good at mentoring",
        "I finish each shift by mopping the floor",
        "that's all, oh wait, I do the rota too",
        "I'm not done yet",
        "is that all you need?",
        "are we nearly done?",
        "no more than three clients a day",
        "that's it for the paperwork, then I visit clients",
        "stop there, you misunderstood me, I teach adults",
        "give me a second to think",
        "I sign off timesheets and wrap up pallets",
        "everything to do with payroll",
        "that's right, all of it",
        "no, I don't do that",
        "continue please",
        "",
        "\x00",
        "...",
    ],
)
def test_a_message_that_goes_on_does_not_stop(message: str):
    assert stop_intent(message) is None


def test_a_bare_no_stops_only_where_more_was_asked_for():
    assert stop_intent("no, not really", asked_for_more=True)
    assert stop_intent("no, not really") is None
    assert stop_intent("no, my boss does that", asked_for_more=True) is None


@pytest.mark.parametrize("piece", ["and ", "i think ", "that is all ", "no more ", "! ", "is nothing really just "])
def test_sixteen_kibibytes_of_connectors_and_fillers_are_no_close(piece: str):
    assert stop_intent(piece * (16 * 1024 // len(piece)) + "I weld pipes") is None
