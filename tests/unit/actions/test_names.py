import pytest

from services.actions.core.names import known_of, names_in

KNOWN = known_of(["Policy Analyst", "Prepare reports for the Treasury", "Maintain www.our-shop.example for Acme Corp"])

NAMED = [
    "Take Advanced Excel on Coursera",
    "take a course on udemy",
    "Visit https://x.y/z now",
    "Go to learn.example.com now",
    'Read "Lean In" this month',
    "Reading Atomic Habits helps",
    "Talk to Sheryl Sandberg about it",
    "Get PMP certified",
    "Join Toastmasters",
    "Join the American Management Association",
    "Work on YouTube videos",
    "Watch C++ lessons",
    "Mail bob@x.com",
    "Call +1 (555) 123-4567 now",
    "Buy it at evil dot com",
    "Click <a href=x>here</a>",
    "Follow [this](here)",
    "Meet people at deloitte",
]
PLAIN = [
    "Work with your manager to prepare reports for the Treasury.",
    "Brainstorm ideas, e.g. with two peers. Ask for feedback.",
    "Shadow a colleague for two weeks; note what you'd do differently.",
    "Set up a 30-minute Q&A session with two teams.",
    "Find a self-paced course on the subject. Choose one with exercises.",
    "Goal: Draft one page. Then share it with three people (one of them new).",
    "Improve www.our-shop.example for Acme Corp.",
    'Present your work on "Prepare reports" to the team.',
    "Learn SQL and the basics of CRM systems.",
]


@pytest.mark.parametrize("text", NAMED)
def test_a_name_the_profile_does_not_hold_is_found(text):
    assert names_in(text, KNOWN)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_advice_and_what_the_profile_holds_are_no_names(text):
    assert names_in(text, KNOWN) == ()
