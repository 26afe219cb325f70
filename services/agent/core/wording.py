"""The sentences of the rule-based interviewer. Each table holds ways to say one thing; the turn picks, never chance.

Rules:
1. Statements only, save in the tables of questions: a reply asks at most one question, and that one was checked.
2. `{it}` is what the person just said, as a phrase ("writing quarterly reports"); `{It}` the same with a capital.
3. The three acknowledgements of cards are the seed's, to the letter (seed 001, card selection acknowledgment flow).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.agent.core.manner import Manner

if TYPE_CHECKING:
    from collections.abc import Mapping

CARDS_MANY = "Great, I see you've added {n} tasks from the suggestions! "
CARDS_ONE = "Got it, I've noted that task! "
CARDS_TWO = "Nice, {n} more tasks added! "
MANY_CARDS = 3

OPENINGS = (
    "I'd like to understand what being {a_job} really means, beyond what the title says.",
    "Job titles only tell half the story, so let's look at your work as {a_job} as you know it.",
    "You know what {a_job} actually does all day; I only know the title.",
)
OPENING_QUESTIONS = (
    "What do you do in a typical week, from the big things down to the small routine ones?",
    "If I watched you for a normal week, what would I see you doing?",
    "What fills your days, including the everyday things nobody writes into a job description?",
)

HEARD_ONE = (
    "Thanks, {it}: just the kind of detail that helps.",
    "{It}: noted.",
    "Good, I have {it} on the list.",
    "So your work includes {it}.",
    "{It}, I see.",
    "That makes sense, I'll keep {it} in the picture.",
    "Okay, I'll put {it} on the list.",
    "Thank you, I hadn't thought of {it}.",
)
HEARD_MANY = (
    "Thanks, that is a lot to work with: {first}, and {second}, among other things.",
    "{First}, {second}: there is plenty going on.",
    "So you have {first}, and {second} besides.",
    "Good, I have {first} on the list, and {second} too.",
    "That is quite a range, from {first} to {second}.",
    "{First} as well as {second}, that gives me a clearer picture.",
    "I see, {first} on one side and {second} on the other.",
)
HEARD_YES = (
    "Good, I'll count that in.",
    "Alright, that goes on the list.",
    "Okay, I've added that.",
    "Thanks, that belongs to it then.",
)
HEARD_NO = (
    "Fair enough, that one is not yours.",
    "Okay, we'll leave that out.",
    "Alright, not every job has that.",
    "Good to know, I'll skip that.",
)
HEARD_ENOUGH = (
    "Alright, we can leave it at that.",
    "Okay, no need to go deeper there.",
    "Fine, let's leave that one.",
)
HEARD_NO_MORE = (
    "Alright, then the list stands as it is.",
    "Fine, then that is all of it.",
    "Okay, nothing more to add then.",
)
HEARD_OTHERS = (
    "Understood, that is somebody else's.",
    "I see, others take care of that.",
    "Okay, that one sits with somebody else.",
)
HEARD_ROLES = (
    "So you are {role}, good to know.",
    "Ah, {role}: that tells me where to look.",
    "Being {role} helps me to picture it.",
)
HEARD_TAKEN_BACK = (
    "Thanks for putting that right, I've struck {it} off the list.",
    "Okay, I've taken {it} off the list again.",
    "Understood, then I'll leave out {it}.",
)
HEARD_LITTLE = (
    "That is fine, it is hard to put everyday work into words.",
    "No problem, we can come at it from another side.",
    "That's alright, small things count too.",
    "Okay, let me try to make it easier.",
    "Never mind, we'll get there bit by bit.",
)
HEARD_CLEAR = (
    "Thanks, that is clear.",
    "I see, thank you.",
    "Okay, that helps.",
    "Right, thanks for explaining.",
)

BRIDGES = (
    "Let's look at {side} for a moment.",
    "I'd like to hear about {side} too.",
    "There is one part we haven't touched: {side}.",
    "Now to {side}.",
    "Let's talk about {side} next.",
    "I also wonder about {side}.",
)
GAP_BESIDE = (
    "You've covered {covered} well.",
    "I have a good picture of {covered} now.",
    "We've heard a fair amount about {covered}.",
)
GAP_QUESTIONS = (
    "Is there anything in your work to do with {side}, or along those lines?",
    "What about {side}, does any of that fall to you?",
)
FOLLOW_UPS = (
    "You mentioned {it}: what does that involve, step by step?",
    "When you say {it}, what exactly is it that you do?",
    "Coming back to {it}: what would I see you doing there?",
)

ANYTHING_ELSE = "Anything else"
MORE_QUESTIONS: tuple[tuple[str, str], ...] = (
    # Each looks at the work from another angle, so that none repeats another in other words.
    (ANYTHING_ELSE, "What else do you do regularly that we haven't covered yet?"),
    ("Anything else: stand-in", "What would a colleague have to take over from you while you are on holiday?"),
    ("Anything else: start of the day", "What do you see to first thing after you arrive?"),
    ("Anything else: behind the scenes", "What do you do behind the scenes that hardly anybody notices?"),
    ("Anything else: busy season", "What do you do more of in your busiest season?"),
    ("Anything else: favours", "What do people ask you to do that was never in your job description?"),
    ("Anything else: end of the day", "What do you have to finish before you can go home?"),
    ("Anything else: proudest", "What did you get done last month that you are proud of?"),
)
MORE_STATEMENTS = (
    "Take your time, and add whatever else comes to mind.",
    "If something else comes to mind, just write it down here.",
    "Feel free to add anything you think belongs in the picture.",
)
WAITING = ("Take all the time you need. I'll be here.", "Of course, no hurry. Write on whenever you are ready.")
WELCOME_BACK = (
    "Good to have you back. Write down whatever you would like to add, and it goes on the list with the rest."
)

CARD_INTROS = (
    "Here are some tasks that may apply to your work; tap any that fit.",
    "These are a few things people in similar jobs do. Pick the ones that are yours.",
    "Perhaps some of these ring a bell: select whatever you recognise, and ignore the rest.",
)
OFFERS_AGAIN = (
    "Write on if there is more, or go on to the review.",
    "There is still room for more, and the review is ready when you are.",
    "Keep adding as long as you like; your task list waits.",
    "Whenever nothing more comes to mind, go on to your tasks.",
)
OFFERS = (
    (
        "You've painted a rich picture of your work. If there is something to add, just write it; otherwise we can go on and "
        "look at your tasks together."
    ),
    "I have a good overview now. Add anything that is still missing, or go on to review your tasks whenever you like.",
    "That covers a great deal. Say the word and we'll go through your task list, or keep adding if more comes to mind.",
    "The list is in good shape. Whenever you are ready we can move on to the review; anything you add now still counts.",
)
OFFERS_FEW = (
    "We've talked for a while, and what you told me is on the list. Add what is missing, here or later in the review.",
    "I've asked a good deal by now. You can go on to your task list whenever you like, or write whatever else comes to mind.",
)
CLOSINGS = (
    "Thank you, that gives me what I need. Your tasks are ready for you to look through.",
    "Thanks for taking the time to walk me through your work. Next you can review your tasks and correct whatever isn't right.",
    "That's a good place to stop. Thank you; your task list is waiting for you.",
)
CLOSINGS_EMPTY = (
    "That's alright, thank you for your time. You can add tasks yourself in the next step, or come back here whenever you like.",
)

MANNERS: Mapping[Manner, tuple[str, ...]] = {
    Manner.INJECTION: (
        "I'll keep to what I'm here for, which is hearing about your work.",
        "I can't change how this conversation works, but I'm glad to go on with your work.",
    ),
    Manner.HOSTILE: (
        "I'm sorry this is annoying. You can stop at any time by saying so.",
        "I understand, nobody likes being questioned for long. Say stop whenever you've had enough.",
    ),
    Manner.FOREIGN: (
        "I've kept what you wrote, but for now I can only hold this conversation in English.",
        "Thank you, that is saved as you wrote it. I can only follow English so far, so English words help me most.",
    ),
    Manner.WORDLESS: (
        "I couldn't make words out of that one.",
        "I'm afraid I can only work with words.",
    ),
    Manner.REPEATED: (
        "You're right, and I have what you said. Let's go somewhere else.",
        "Sorry for going over it again; it is on the list. On to something new.",
    ),
    Manner.OFF_TOPIC: (
        "I'm afraid I only know my way around work, so let's get back to yours.",
        "That's outside what I can help with. Back to your job.",
    ),
    Manner.GREETING: ("Hello, good to meet you.", "Hello there, thanks for taking the time."),
    Manner.LOST: HEARD_LITTLE,
    Manner.PAUSE: WAITING,
}
ANSWERS: Mapping[str, str] = {
    "length": "Usually it takes a handful of questions, and you can end it at any time by saying that you're done.",
    "privacy": "What you write is used to build your task list, and you can export or delete all of it whenever you want.",
    "purpose": "I'm collecting what you actually do, so that you get a list of your tasks to review, rate and keep.",
    "identity": "I'm an automated interviewer; I turn what you tell me into a list of your tasks.",
    "meaning": "Anything you do at work counts, big or small: a sentence about what you did yesterday is a fine start.",
    "recorded": "I note what you tell me as a plain sentence, so write it once more if in doubt; nothing is counted twice.",
    "": "I can't answer that one, I'm afraid.",
}


class Heard(NamedTuple):
    """What the person just said, as phrases for a reply; `second` is empty where one thing was said."""

    first: str
    second: str = ""
