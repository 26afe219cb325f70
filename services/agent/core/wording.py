"""The sentences of the rule-based interviewer. Each table holds ways to say one thing; the turn picks, never chance.

Rules:
1. Statements only, save in the tables of questions: a reply asks at most one question, and that one was checked.
2. `{it}` is what the person just said, as a phrase ("writing quarterly reports"); it never opens a sentence.
3. The three acknowledgements of cards are fixed texts.
4. Each sentence has a name (`sentences.py`), so that a catalogue can say it in another language.

It is long because it is a table: nearly all of its lines are sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.agent.core.reading import Act
from services.shared.language.sentences import Template, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CARDS_MANY = Template("cards_many.1", "Great, I see you've added {n} tasks from the suggestions!")
CARDS_ONE = Template("cards_one.1", "Got it, I've noted that task!")
CARDS_TWO = Template("cards_two.1", "Nice, {n} more tasks added!")
MANY_CARDS = 3
OPENINGS = table(
    "opening",
    "I'd like to understand what being {a_job} really means, beyond what the title says.",
    "Job titles only tell half the story, so let's look at your work as {a_job} as you know it.",
    "You know what {a_job} actually does all day; I only know the title.",
)
OPENING_QUESTIONS = table(
    "opening_question",
    "What do you do in a typical week, from the big things down to the small routine ones?",
    "If I watched you for a normal week, what would I see you doing?",
    "What fills your days, including the everyday things nobody writes into a job description?",
)
HEARD_YES = table(
    "heard_yes",
    "Good, I'll count that in.",
    "Alright, that goes on the list.",
    "Okay, I've added that.",
    "Thanks, that belongs to it then.",
)
HEARD_NO = table(
    "heard_no",
    "Fair enough, that one is not yours.",
    "Okay, we'll leave that out.",
    "Alright, not every job has that.",
    "Good to know, I'll skip that.",
)
HEARD_ENOUGH = table(
    "heard_enough",
    "Alright, we can leave it at that.",
    "Okay, no need to go deeper there.",
    "Fine, let's leave that one.",
)
HEARD_NO_MORE = table(
    "heard_no_more",
    "Alright, then the list stands as it is.",
    "Fine, then that is all of it.",
    "Okay, nothing more to add then.",
)
HEARD_GO_ON = table("heard_go_on", "Good, then let's go on.", "Glad to hear it, on we go.", "Okay, we carry on then.")
HEARD_OTHERS = table(
    "heard_others",
    "Understood, that is somebody else's.",
    "I see, others take care of that.",
    "Okay, that one sits with somebody else.",
)
HEARD_TAKEN_BACK = table(
    "heard_taken_back",
    "Thanks for putting that right, I've struck {it} off the list.",
    "Okay, I've taken {it} off the list again.",
    "Understood, then I'll leave out {it}.",
)
HEARD_LITTLE = table(
    "heard_little",
    "That is fine, it is hard to put everyday work into words.",
    "No problem, we can come at it from another side.",
    "That's alright, small things count too.",
    "Okay, let me try to make it easier.",
    "Never mind, we'll get there bit by bit.",
)
HEARD_CLEAR = table(
    "heard_clear",
    "Thanks, that is clear.",
    "I see, thank you.",
    "Okay, that helps.",
    "Right, thanks for explaining.",
)
END_QUESTIONS = table(
    "end",
    "It sounds as if that may be all from you: shall we leave it there?",
    "Would you like to finish here, with what you have told me so far?",
    "Is that the end of it for today, so that I can close the list?",
    "Shall I stop asking now?",
)
FOLLOW_UPS = table(
    "follow_up",
    "You mentioned {it}: what does that involve, step by step?",
    "When you say {it}, what exactly is it that you do?",
    "Coming back to {it}: what would I see you doing there?",
)
MORE_STATEMENTS = table(
    "more",
    "Take your time, and add whatever else comes to mind.",
    "If something else comes to mind, just write it down here.",
    "Feel free to add anything you think belongs in the picture.",
)
CARD_INTROS = table(
    "card_intro",
    "Here are some tasks that may apply to your work; tap any that fit.",
    "These are a few things people in similar jobs do. Pick the ones that are yours.",
    "Perhaps some of these ring a bell: select whatever you recognise, and ignore the rest.",
)
OFFERS_AGAIN = table(
    "offer_again",
    "Write on if there is more, or go on to the review.",
    "There is still room for more, and the review is ready when you are.",
    "Keep adding as long as you like; your task list waits.",
    "Whenever nothing more comes to mind, go on to your tasks.",
)
OFFERS = table(
    "offer",
    (
        "You've painted a rich picture of your work. If there is something to add, just write it; otherwise we can go on and "
        "look at your tasks together."
    ),
    "I have a good overview now. Add anything that is still missing, or go on to review your tasks whenever you like.",
    "That covers a great deal. Say the word and we'll go through your task list, or keep adding if more comes to mind.",
    "The list is in good shape. Whenever you are ready we can move on to the review; anything you add now still counts.",
)
OFFERS_FEW = table(
    "offer_few",
    "We've talked for a while, and what you told me is on the list. Add what is missing, here or later in the review.",
    "I've asked a good deal by now. You can go on to your task list whenever you like, or write whatever else comes to mind.",
)
CLOSINGS = table(
    "closing",
    "Thank you, that gives me what I need. Your tasks are ready for you to look through.",
    "Thanks for taking the time to walk me through your work. Next you can review your tasks and correct whatever isn't right.",
    "That's a good place to stop. Thank you; your task list is waiting for you.",
)
CLOSINGS_EMPTY = table(
    "closing_empty",
    "That's alright, thank you for your time. You can add tasks yourself in the next step, or come back here whenever you like.",
)

WAITING = table(
    "waiting",
    "Take all the time you need. I'll be here.",
    "Of course, no hurry. Write on whenever you are ready.",
)
CORRECTED = Template(
    "corrected.1",
    "Thanks, I've changed that, and what I made of it. Go on wherever you like; my last question still stands.",
)
WELCOME_BACK = Template(
    "welcome_back.1",
    "Good to have you back. Write down whatever you would like to add, and it goes on the list with the rest.",
)

HEARD_ONE = table(
    "heard_one",
    "Thanks, {it}: just the kind of detail that helps.",
    "Noted: {it}.",
    "Good, I have {it} on the list.",
    "So your work includes {it}.",
    "I see, {it}.",
    "That makes sense, I'll keep {it} in mind.",
    "Okay, I'll put {it} on the list.",
    "Thank you, I hadn't thought of {it}.",
)
HEARD_MANY = table(
    "heard_many",
    "Thanks, that is a lot to work with: {first}, and {second}, among other things.",
    "There is plenty going on: {first}, and {second}.",
    "So you have {first}, and {second} besides.",
    "Good, I have {first} on the list, and {second} too.",
    "That is quite a range, from {first} to {second}.",
    "Both help: {first}, and {second}.",
    "I see, {first} on one side and {second} on the other.",
)
HEARD_CORRECTED = table(
    "heard_corrected",
    "Thanks for putting that right.",
    "Good that you say so; I go by what you say now.",
)
HEARD_WHICH = table(
    "heard_which",
    "Name the thing that should go, and I take it off the list.",
)
HEARD_PASTED = table(
    "heard_pasted",
    "That looks like text from somewhere else, so I don't take it for your own words. What it names is kept apart, and you "
    "decide in the review. Your own words about your own day help me most.",
)

MORE_QUESTIONS: tuple[tuple[str, Template], ...] = tuple(
    # Each looks at the work from another angle, so that none repeats another in other words.
    (area, Template(f"more_question.{place}", text))
    for place, (area, text) in enumerate(
        (
            ("Anything else", "What else do you do regularly that we haven't covered yet?"),
            ("Anything else: stand-in", "What would a colleague have to take over from you while you are on holiday?"),
            ("Anything else: start of the day", "What do you see to first thing after you arrive?"),
            ("Anything else: behind the scenes", "What do you do behind the scenes that hardly anybody notices?"),
            ("Anything else: busy season", "What do you do more of in your busiest season?"),
            ("Anything else: favours", "What do people ask you to do that was never in your job description?"),
            ("Anything else: end of the day", "What do you have to finish before you can go home?"),
            ("Anything else: proudest", "What did you get done last month that you are proud of?"),
        ),
        start=1,
    )
)
UNKNOWN_TITLE = table(
    "unknown_title",
    "The title alone doesn't tell me which work it is, so I go by what you tell me.",
    "I have no list of tasks that fits {a_job} well, so your own words count all the more.",
)
UNKNOWN_QUESTIONS: tuple[tuple[str, Template], ...] = tuple(
    (area, Template(f"unknown_question.{place}", text))
    for place, (area, text) in enumerate(
        (
            ("Your work: a usual day", "What do you do on a usual day, one thing after the other?"),
            ("Your work: people and things", "Who or what do you work with, and what do you do for them or with them?"),
            ("Your work: results", "What is there at the end of the day that was not there before you came?"),
            ("Your work: tools", "Which tools, machines or programs do you use, and what for?"),
        ),
        start=1,
    )
)

ASIDES: Mapping[Act, tuple[Template, ...]] = {
    Act.INJECTION: table(
        "aside.injection",
        "I'll keep to what I'm here for, which is hearing about your work.",
        "I can't change how this conversation works, but I'm glad to go on with your work.",
    ),
    Act.HOSTILE: table(
        "aside.hostile",
        "I'm sorry this is annoying. You can stop at any time by saying so.",
        "I understand, nobody likes being questioned for long. Say stop whenever you've had enough.",
    ),
    Act.COMPLAINT: table(
        "aside.complaint",
        "You're right, sorry. What you said is on the list; let's go somewhere else.",
        "Fair point, and thank you for saying it. I have what you told me, so let's move on.",
    ),
    Act.NONSENSE: table(
        "aside.nonsense",
        "I couldn't make words out of that one.",
        "I'm afraid I can only work with words.",
    ),
    Act.OFF_TOPIC: table(
        "aside.off_topic",
        "I'm afraid I only know my way around work, so let's get back to yours.",
        "That's outside what I can help with. Back to your job.",
    ),
    Act.GREETING: table(
        "aside.greeting",
        "Hello, good to meet you.",
        "Hello there, thanks for taking the time.",
    ),
    Act.DONT_KNOW: HEARD_LITTLE,
}
"""What is said to messages that are not about the work, first that applies."""

ANSWERS: Mapping[Act, Template] = {
    Act.DELETION_REQUEST: Template(
        "answer.deletion",
        'You can have everything deleted, at once and for good: open the page "Your data" on this site and press "Delete '
        "everything\". I can't do it from inside the chat. Until you do, you can go on as before.",
    ),
    Act.PRIVACY_REQUEST: Template(
        "answer.privacy",
        "What you write is kept so that your task list can be made, and it expires by itself when the conversation is not "
        'used any more. Others can open it only with the key that your browser holds. On the page "Your data" you can see all of it, take it with you, or delete it. You never have to name '
        "people or companies here.",
    ),
    Act.QUESTION_DATA: Template(
        "answer.data",
        'What you write is used to build your task list. On the page "Your data" you can take all of it with you or delete it, '
        "whenever you want.",
    ),
    Act.QUESTION_BOT: Template(
        "answer.bot",
        "I'm an automated interviewer, a program and not a person; I turn what you tell me into a list of your tasks.",
    ),
    Act.QUESTION_LENGTH: Template(
        "answer.length",
        "Usually it takes about ten short questions, and you can end it at any time by saying that you're done.",
    ),
    Act.QUESTION_PURPOSE: Template(
        "answer.purpose",
        "I'm collecting what you actually do, so that you get a list of your tasks to review, rate and keep.",
    ),
    Act.QUESTION_OTHER: Template("answer.other", "That one I can't answer, I'm afraid."),
}
"""True answers; a message that asks two things gets two of them."""
MEANING_EXAMPLE = Template(
    "answer.meaning_example",
    "What I meant is, for example, whether you {example}. If there is nothing like it in your work, just say so.",
)
MEANING_END = Template(
    "answer.meaning_end",
    "I only wanted to know whether you would like to stop here. If not, just tell me more about your work.",
)
MEANING = Template(
    "answer.meaning",
    "Anything you do at work counts, big or small: a sentence about what you did yesterday is a fine start.",
)


class Heard(NamedTuple):
    """What the person just said, as phrases for a reply; `second` is empty where one thing was said."""

    first: str
    second: str = ""


def catalogue() -> Iterator[Template]:
    """Every sentence of this module, once."""
    seen: set[str] = set()
    for value in list(globals().values()):
        for template in _templates(value):
            if template.id not in seen:
                seen.add(template.id)
                yield template


def _templates(value: object) -> Iterator[Template]:
    if isinstance(value, Template):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _templates(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _templates(one)
