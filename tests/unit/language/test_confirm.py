"""What a reply confirms of what was named."""

import pytest

from services.shared.language.confirm import confirmed_candidates

CASES = [
    (["cook meals", "serve drinks"], "both", ["cook meals", "serve drinks"]),
    (["cook meals", "serve drinks"], "Both, yes.", ["cook meals", "serve drinks"]),
    (["cook meals", "serve drinks"], "yes", ["cook meals", "serve drinks"]),
    (["cook meals", "serve drinks"], "Yeah I do that", ["cook meals", "serve drinks"]),
    (["cook meals", "serve drinks"], "no", []),
    (["cook meals", "serve drinks"], "neither", []),
    (["cook meals", "serve drinks"], "nope, none of it", []),
    (["cook meals", "serve drinks"], "just the cooking", ["cook meals"]),
    (["cook meals", "serve drinks"], "only drinks", ["serve drinks"]),
    (["cook meals", "serve drinks"], "cooking no, drinks yes", ["serve drinks"]),
    (["cook meals", "serve drinks"], "I cook but I don't serve", ["cook meals"]),
    (["cook meals", "serve drinks"], "the second one", ["serve drinks"]),
    (["cook meals", "serve drinks"], "the first", ["cook meals"]),
    (["cook meals", "serve drinks"], "the latter mostly", ["serve drinks"]),
    (["cook meals", "serve drinks"], "the former", ["cook meals"]),
    (["cook meals", "serve drinks"], "I used to cook, now I serve drinks", ["serve drinks"]),
    (["cook meals", "serve drinks"], "sometimes", ["cook meals", "serve drinks"]),
    (["cook meals", "serve drinks"], "occasionally, yes", ["cook meals", "serve drinks"]),
    (["cook meals", "serve drinks"], "every now and then I cook", ["cook meals"]),
    (["cook meals", "serve drinks"], "rarely", []),
    (["cook meals", "serve drinks"], "not really", []),
    (["cook meals", "serve drinks"], "not any more", []),
    (["cook meals", "serve drinks"], "not yet", []),
    (["cook meals", "serve drinks"], "my wife does", []),
    (["cook meals", "serve drinks"], "The chef cooks, I serve.", ["serve drinks"]),
    (["cook meals", "serve drinks"], "that's the waiters", []),
    (["cook meals", "serve drinks"], "someone else does the cooking", []),
    (["cook meals", "serve drinks"], "I'd love to", []),
    (["cook meals", "serve drinks"], "I will from next month", []),
    (
        ["draft contracts", "review contracts", "file papers"],
        "all three",
        ["draft contracts", "review contracts", "file papers"],
    ),
    (
        ["draft contracts", "review contracts", "file papers"],
        "all of them",
        ["draft contracts", "review contracts", "file papers"],
    ),
    (["draft contracts", "review contracts", "file papers"], "all but the second", ["draft contracts", "file papers"]),
    (
        ["draft contracts", "review contracts", "file papers"],
        "everything except filing",
        ["draft contracts", "review contracts"],
    ),
    (
        ["draft contracts", "review contracts", "file papers"],
        "all apart from the last one",
        ["draft contracts", "review contracts"],
    ),
    (["draft contracts", "review contracts", "file papers"], "the first two", ["draft contracts", "review contracts"]),
    (["draft contracts", "review contracts", "file papers"], "first and third", ["draft contracts", "file papers"]),
    (["draft contracts", "review contracts", "file papers"], "1 and 3", ["draft contracts", "file papers"]),
    (["draft contracts", "review contracts", "file papers"], "the last two", ["review contracts", "file papers"]),
    (["draft contracts", "review contracts", "file papers"], "none of those", []),
    (["draft contracts", "review contracts", "file papers"], "only the first", ["draft contracts"]),
    (
        ["draft contracts", "review contracts", "file papers"],
        "yes to all",
        ["draft contracts", "review contracts", "file papers"],
    ),
    (
        ["draft contracts", "review contracts", "file papers"],
        "yes, except filing",
        ["draft contracts", "review contracts"],
    ),
    (
        ["draft contracts", "review contracts", "file papers"],
        "I draft and review, a clerk files",
        ["draft contracts", "review contracts"],
    ),
    (["draft contracts", "review contracts", "file papers"], "drafting yes, the rest no", ["draft contracts"]),
    (
        ["draft contracts", "review contracts", "file papers"],
        "not the filing, otherwise yes",
        ["draft contracts", "review contracts"],
    ),
    (
        ["draft contracts", "review contracts", "file papers"],
        "reviewing mainly, sometimes drafting",
        ["draft contracts", "review contracts"],
    ),
    (
        ["draft contracts", "review contracts", "file papers"],
        "I do all of that",
        ["draft contracts", "review contracts", "file papers"],
    ),
    (
        ["draft contracts", "review contracts", "file papers"],
        "yep all of the above",
        ["draft contracts", "review contracts", "file papers"],
    ),
    (
        ["draft contracts", "review contracts", "file papers"],
        "Drafting, definitely. Reviewing is the partner's job.",
        ["draft contracts"],
    ),
    (
        ["draft contracts", "review contracts", "file papers"],
        "Everything but drafting",
        ["review contracts", "file papers"],
    ),
    (["draft contracts", "review contracts", "file papers"], "mostly the third", ["file papers"]),
    (["draft contracts", "review contracts", "file papers"], "Filing used to be mine but now it's outsourced", []),
    (["draft contracts", "review contracts", "file papers"], "the first one yes, the others not", ["draft contracts"]),
    (
        ["draft contracts", "review contracts", "file papers"],
        "I never draft but I do review and file",
        ["review contracts", "file papers"],
    ),
    (
        ["draft contracts", "review contracts", "file papers"],
        "any of them really",
        ["draft contracts", "review contracts", "file papers"],
    ),
    (["draft contracts", "review contracts", "file papers"], "just filing tbh", ["file papers"]),
    (
        ["draft contracts", "review contracts", "file papers"],
        "Haha yes, all day long",
        ["draft contracts", "review contracts", "file papers"],
    ),
    (
        ["draft contracts", "review contracts", "file papers"],
        "ok sure",
        ["draft contracts", "review contracts", "file papers"],
    ),
    (
        ["draft contracts", "review contracts", "file papers"],
        "I review them. Drafting is for lawyers.",
        ["review contracts"],
    ),
    (["draft contracts", "review contracts", "file papers"], "No drafting or reviewing, I just file", ["file papers"]),
    (["draft contracts", "review contracts", "file papers"], "No, I only answer phones", []),
    (
        ["draft contracts", "review contracts", "file papers"],
        "Yes, and I also answer phones",
        ["draft contracts", "review contracts", "file papers"],
    ),
    (["draft contracts", "review contracts", "file papers"], "What do you mean by file?", []),
    (
        ["draft contracts", "review contracts", "file papers"],
        "Correct",
        ["draft contracts", "review contracts", "file papers"],
    ),
    (
        ["draft contracts", "review contracts", "file papers"],
        "exactly right",
        ["draft contracts", "review contracts", "file papers"],
    ),
    (["draft contracts", "review contracts", "file papers"], "Not quite: I review, that's it", ["review contracts"]),
    (
        ["draft contracts", "review contracts", "file papers"],
        "two of those: drafting and filing",
        ["draft contracts", "file papers"],
    ),
    (
        ["draft contracts", "review contracts", "file papers"],
        "i do the first, my colleague does the second and we share the third",
        ["draft contracts", "file papers"],
    ),
    (
        ["draft contracts", "review contracts", "file papers"],
        "yes I do",
        ["draft contracts", "review contracts", "file papers"],
    ),
    (["draft contracts", "review contracts", "file papers"], "I don't", []),
    (["draft contracts", "review contracts", "file papers"], "absolutely not", []),
    (["water plants"], "Yes every day", ["water plants"]),
    (["water plants"], "That's me", ["water plants"]),
    (["water plants"], "the gardener does that", []),
    (["water plants"], "when the gardener is away", ["water plants"]),
    (["water plants"], "if needed", ["water plants"]),
    (["train dogs", "walk dogs"], "walk them, not train", ["walk dogs"]),
    (["train dogs", "walk dogs"], "training yes. walking is done by volunteers", ["train dogs"]),
    (["train dogs", "walk dogs"], "I train, someone else walks", ["train dogs"]),
    (["update the website", "run ads", "write newsletters"], "newsletters and ads", ["run ads", "write newsletters"]),
    (
        ["update the website", "run ads", "write newsletters"],
        "I write the newsletters, the website is IT's",
        ["write newsletters"],
    ),
    (
        ["update the website", "run ads", "write newsletters"],
        "yes, especially newsletters",
        ["update the website", "run ads", "write newsletters"],
    ),
    (["update the website", "run ads", "write newsletters"], "ads not so much", []),
    (
        ["update the website", "run ads", "write newsletters"],
        "everything you said",
        ["update the website", "run ads", "write newsletters"],
    ),
]


@pytest.mark.parametrize(("candidates", "reply", "confirmed"), CASES, ids=[case[1] for case in CASES])
def test_a_reply_confirms_what_it_means(candidates, reply, confirmed):
    question = f"Do you {', '.join(candidates)}?"
    assert list(confirmed_candidates(question, candidates, reply)) == confirmed


def test_thumbs_speak():
    assert confirmed_candidates("Do you cook?", ["cook"], "\U0001f44d") == ("cook",)
    assert confirmed_candidates("Do you cook?", ["cook"], "\U0001f44e") == ()


def test_nothing_offered_confirms_nothing():
    assert confirmed_candidates("Go on.", [], "yes") == ()


@pytest.mark.parametrize(
    "reply", ["yes I order paper", "Yes, I order paper every month.", "Yeah I arrange the Christmas party"]
)
def test_a_yes_that_names_something_else_confirms_neither_of_two_alternatives(reply: str):
    asked, offered = "Do you look after supplies or keep the budget?", ["look after supplies", "keep the budget"]
    assert confirmed_candidates(asked, offered, reply) == ()


def test_a_yes_that_tells_more_still_confirms_the_one_thing_that_was_asked():
    asked, offered = "Do you train new staff?", ["train new staff"]
    assert confirmed_candidates(asked, offered, "Yes, I show them the ropes") == ("train new staff",)


@pytest.mark.parametrize("reply", ["yes I do", "Yes. I also order paper.", "yes, I do it for the whole team"])
def test_a_yes_that_names_nothing_instead_confirms_both_alternatives(reply: str):
    asked, offered = "Do you look after supplies or keep the budget?", ["look after supplies", "keep the budget"]
    assert confirmed_candidates(asked, offered, reply) == tuple(offered)
