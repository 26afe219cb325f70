"""What can be done about a gap, by kind of growth and kind of work: the sentences of the rule-based actions.

Each `Move` is a title and a description. They, and the reasons in `WHY`, are filled with
    {gap}    what the gap is about, a clause after "to" (O*NET's detailed activity)
    {work}   the gap in full, the same form (O*NET's task statement)
    {own}    the person's nearest own task, quoted
    {people} who does such work, a plural (the occupation's title)
A table, so that the sentences can be read, judged and changed without reading code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.actions.core.types import ActionType, WorkCategory

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Move:
    """One way to act, as sentences with places to fill."""

    title: str
    description: str


_INPUT, _MENTAL, _OUTPUT, _PEOPLE = (
    WorkCategory.INFORMATION_INPUT,
    WorkCategory.MENTAL_PROCESSES,
    WorkCategory.WORK_OUTPUT,
    WorkCategory.INTERACTING_WITH_OTHERS,
)

GAP_MOVES: Mapping[tuple[ActionType, WorkCategory], Move] = {
    (ActionType.SKILL, _INPUT): Move(
        "Train your eye: {gap}",
        "Take three finished cases from {own} and go through each again with one more aim: {work}. Note what you looked "
        "at, in which order, and what you would have missed without it. Then ask someone who does this every day to go "
        "through one of the cases without your notes, and compare.",
    ),
    (ActionType.SKILL, _MENTAL): Move(
        "Learn to {gap}",
        "Pick a decision close to {own} that others have already taken. Work it out again on one page as if it were "
        "yours: {work}. Compare your page with what was decided and why. After three such cases, write down the question "
        "you forget most often and put it at the top of the next page.",
    ),
    (ActionType.SKILL, _OUTPUT): Move(
        "Learn to {gap}",
        "Begin with something you already produce in {own}. Make a second version that also does this: {work}. Put it "
        "beside a piece by someone with years of practice and list the differences; redo it until the list is down to "
        "matters of taste.",
    ),
    (ActionType.SKILL, _PEOPLE): Move(
        "Learn to {gap}",
        "Sit in twice when a colleague has to do this: {work}. Write down how the talk is opened, which questions move it "
        "on and how it is closed. Take one part yourself the third time, in a setting you know from {own}, and ask for "
        "one thing to keep and one to change.",
    ),
    (ActionType.EXPERIENCE, _INPUT): Move(
        "Take over a regular round of work to {gap}",
        "Ask for one month of a fixed slot, half a day a week, in which you {work}. It ties in with {own}, so you know "
        "what to expect. Agree beforehand who reads what you find, and keep a log of every case in which it changed "
        "what was done next.",
    ),
    (ActionType.EXPERIENCE, _MENTAL): Move(
        "Ask for a case in which you {gap}",
        "Choose the next case that touches {own} and offer to carry it one step further than usual: {work}. Bring a "
        "first proposal after a week, with two options and the one you would take, and let the person who decides "
        "question it before it counts.",
    ),
    (ActionType.EXPERIENCE, _OUTPUT): Move(
        "Get regular practice: {gap}",
        "Offer to do this part of the work for the next four weeks: {work}. Begin beside {own}, where you know the "
        "material and the people. Agree up front what good looks like, and go through the first two results together "
        "before you carry on alone.",
    ),
    (ActionType.EXPERIENCE, _PEOPLE): Move(
        "Take a turn when it comes to this: {gap}",
        "Volunteer for the next occasion on which someone has to do this: {work}. Prepare it from what you know through "
        "{own}: who will be there, what they need, and where they may disagree. Ask one of them two days later what they "
        "took away.",
    ),
    (ActionType.PROJECT, _INPUT): Move(
        "Run a two-week survey to {gap}",
        "Choose one question that comes up in {own} and that nobody has the facts for. Spend two weeks on it, so that you "
        "{work}. Fix the question, the sources and the last day before you begin, and hand over one page: what you "
        "found, how sure you are, and what should change.",
    ),
    (ActionType.PROJECT, _MENTAL): Move(
        "Carry out a small study to {gap}",
        "Take one problem you meet in {own} that is small enough for two weeks. The aim: {work}. Say first who will use "
        "the result and what they could do with it; end with a recommendation they can take or leave. Keep the notes: "
        "they show how you think.",
    ),
    (ActionType.PROJECT, _OUTPUT): Move(
        "Produce one complete sample to {gap}",
        "Set aside two weeks for one piece that someone will use, next to {own}. In it you {work}. Decide before you "
        "begin who receives it, what it has to contain and when you hand it over. Keep the first draft beside the final "
        "version, as proof of what you improved.",
    ),
    (ActionType.PROJECT, _PEOPLE): Move(
        "Organize one occasion to {gap}",
        "Bring the right people together once, around something they know from {own}, and use the occasion to do this: "
        "{work}. Send three lines beforehand on what it is for, keep it under an hour, and write down within a day what "
        "was agreed and who does it.",
    ),
}
"""For each type that answers a gap by the kind of work the gap is; NETWORK, CREDENTIAL and VISIBILITY do not depend on it."""

NETWORK = Move(
    "Talk with two people whose work it is to {gap}",
    "Find two {people}, one inside your organization if there is one, and ask for twenty minutes. Tell them that you do "
    "this yourself: {own}. Ask how they came to {gap}, what goes wrong most often, and what they would hand to a "
    "newcomer first. Offer to show them in return how your side of the work looks.",
)

CREDENTIAL = Move(
    "Find out which formal proof {people} are asked for",
    "Read ten current openings for such work, for instance where someone has to {gap}, and note which license, certificate "
    "or degree is required and which is only welcome. Ask a body that grants it how much of what you already do counts: "
    "{own}. Then you know what is missing, what it costs and how long it takes, before you commit to anything.",
)

WHY: Mapping[ActionType, str] = {
    ActionType.SKILL: (
        "{fit}. It is among their most important work to {work}. You did not mention it; {own} is the nearest you do "
        "already, so you do not begin from nothing."
    ),
    ActionType.EXPERIENCE: (
        "{fit}. What they also have to do is to {work}; it is not on your list yet, and {own} is the nearest way to it."
    ),
    ActionType.PROJECT: (
        "{fit}. To {work} is important there and not among your tasks so far. A piece of work to show says more about it "
        "than a claim, and {own} gives you the material."
    ),
    ActionType.NETWORK: (
        "{fit}. They also have to {work}, which you did not mention. Hearing how others came to it costs an hour, and with "
        "{own} you have something to talk about."
    ),
    ActionType.CREDENTIAL: (
        "{fit}. Where the work is to {work}, a formal proof is often the condition, and what you do now may count "
        "towards it: {own}."
    ),
}
"""Why an action that answers a gap fits; {fit} says how the person's tasks speak for the occupation."""

OWN_MOVES: Mapping[ActionType, tuple[Move, ...]] = {
    ActionType.VISIBILITY: (
        Move(
            "Show how you do this: {short}",
            "Prepare ten minutes for a team meeting on one case of {own}: how it stood before, what you did, what came of "
            "it, and what you would do differently. Bring one thing others can take away, such as a checklist or a model "
            "page, and ask who has a case to try it on.",
        ),
        Move(
            "Write down your way of working for others: {short}",
            "Put on one page how you handle {own}, from the first sign that it is needed to the check at the end, with the "
            "two mistakes you no longer make. Give it to the next person who has to do it and improve the page by what "
            "they ask.",
        ),
    ),
    ActionType.PROJECT: (
        Move(
            "Make one measurable improvement to this: {short}",
            "Choose the step of {own} that costs the most time or causes the most questions. Measure it for a week, change "
            "one thing, and measure again. Write the two figures and what you changed on half a page, and show it to "
            "whoever depends on the result.",
        ),
        Move(
            "Build a reusable template for this: {short}",
            "Collect your last five results of {own} and mark what is the same in all of them. Turn that into a template "
            "or a checklist, use it for the next two cases, and keep what held.",
        ),
    ),
    ActionType.NETWORK: (
        Move(
            "Meet the people who use the results of this: {short}",
            "List who receives what comes out of {own}, and ask two of them for a short talk. What do they do with it, what "
            "do they have to redo, and what would they rather get? Send each a note on the one thing you changed because "
            "of it.",
        ),
        Move(
            "Find a partner outside your team for this: {short}",
            "Look for someone elsewhere who does the same kind of work as {own}. Agree to look at one piece of each other's "
            "work a month: what is clear, what is missing, what is worth copying.",
        ),
    ),
    ActionType.SKILL: (
        Move(
            "Get faster and surer at one part of this: {short}",
            "Split {own} into its steps and mark the one where you hesitate or ask for help. Practice only that step on "
            "three past cases, then watch someone who is quick at it and note what they leave out. Repeat after two weeks.",
        ),
        Move(
            "Learn what happens before and after this: {short}",
            "Follow one case of {own} from where it comes from to where it ends. Ask at each station what they check and "
            "what they wish they had known. Write down two things you will do differently.",
        ),
    ),
    ActionType.EXPERIENCE: (
        Move(
            "Take on a harder case of this: {short}",
            "Ask for the next case of {own} that is larger or less clear than usual. Agree on one point halfway where you "
            "may stop and ask, and write down afterwards what made it harder than the ones you know.",
        ),
        Move(
            "Teach someone else to do this: {short}",
            "Take a newer colleague through two real cases of {own}: the first one together, the second one with you only "
            "watching. What you find hard to explain is what you should look at next yourself.",
        ),
    ),
    ActionType.CREDENTIAL: (
        Move(
            "Collect proof of your results in this: {short}",
            "Gather three results of {own} with date, scale and what changed because of them, and ask one person who saw it "
            "for two lines in writing. Kept in one folder, this is evidence for an appraisal, an application or a formal "
            "recognition of what you can do.",
        ),
    ),
}
"""What builds on a task of the person alone, for want of a gap; {short} is the task as a title can hold it."""
