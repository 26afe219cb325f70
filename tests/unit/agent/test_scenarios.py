"""Six scenarios, on rules alone."""

from __future__ import annotations

from dataclasses import replace

from services.agent.core.types import Activity, AgentState, Engagement, Level, Tool
from services.shared.onet import WorkCategory
from tests.fakes.conversation import Conversation


async def test_1_a_talkative_person_is_asked_about_gaps_and_then_offered_to_go_on():
    talk = Conversation(AgentState("Product Manager"))
    assert (await talk.start()).tool is Tool.OPEN_ENDED_PROMPT
    first = await talk.say(
        "I meet stakeholders, write product specs, review customer feedback, plan the backlog with "
        "engineering and prepare roadmap presentations for leadership. I also read market research twice a month"
    )
    assert first.state.engagement is Engagement.HIGH
    assert first.tool is Tool.CUSTOM_QUESTION
    assert first.state.estimated_task_count >= 5
    for answer in (
        "I analyze usage metrics, evaluate A/B test results and monitor what competitors release",
        "I brief the sales team on new features, train support agents and negotiate timelines with vendors",
        "I decide which bugs get fixed first and coach two junior managers",
    ):
        result = await talk.say(answer)
        if result.is_complete:
            break
    assert result.tool is Tool.OFFER_TO_PROCEED
    assert result.is_complete
    assert not result.should_proceed
    assert (await talk.say("I think that's everything!")).tool is Tool.PROCEED


async def test_2_a_person_of_few_words_gets_cards_and_a_gap_beside_those_chosen():
    talk = Conversation(AgentState("Data Analyst"))
    await talk.start()
    shown = await talk.say("some stuff")
    assert shown.state.engagement is Engagement.LOW
    assert shown.tool is Tool.SHOW_SUGGESTIONS
    assert len(shown.cards) == 5
    talk.select(0, 1, 2)
    after = await talk.say("those")
    assert after.tool is Tool.ENCOURAGE_MORE
    assert after.reply.content.startswith("Great, I see you've added 3 tasks from the suggestions! ")
    assert after.reply.content.endswith("?")
    assert after.record.gap_area
    assert after.state.acknowledged_card_ids == after.state.selected_card_ids
    again = await talk.say("yeah sometimes presentations")
    assert "from the suggestions" not in again.reply.content


async def test_3_tasks_given_at_the_start_are_answered_with_a_clarifying_question():
    talk = Conversation(AgentState("Social Media Manager"))
    result = await talk.start(
        "I manage our social media accounts, create content calendars, analyze engagement metrics, coordinate with "
        "designers on visuals, and respond to customer comments."
    )
    assert result.tool is Tool.CUSTOM_QUESTION
    assert result.state.turn_count == 1
    assert result.state.estimated_task_count >= 4
    assert result.reply.content.count("?") == 1
    assert result.state.has_asked_clarifying_question


async def test_3_even_tasks_that_end_like_a_goodbye_are_answered_with_a_question():
    result = await Conversation().start("I write reports and brief the minister. That's all.")
    assert result.tool is Tool.CUSTOM_QUESTION
    assert not result.is_complete


async def test_4_three_cards_and_ten_tasks_bring_the_offer():
    talk = await _with_tasks(8, asked=True)
    await talk.say("some stuff")
    talk.select(0, 1, 2)
    result = await talk.say("yes")
    assert result.tool is Tool.OFFER_TO_PROCEED
    assert result.state.estimated_task_count >= 11
    assert result.reply.content.startswith("Great, I see you've added 3 tasks from the suggestions! ")
    assert (await talk.say("done")).tool is Tool.PROCEED


async def test_5_who_says_that_is_all_is_let_go_however_little_is_known():
    talk = await _with_tasks(4, asked=False)
    result = await talk.say("that's all I do")
    assert result.tool is Tool.PROCEED
    assert result.is_complete
    assert result.should_proceed
    assert result.record.exit == "stop"


async def test_5_without_a_stop_the_question_comes_before_any_offer():
    talk = await _with_tasks(15, asked=False)
    result = await talk.say("I file papers")
    assert result.tool is Tool.CUSTOM_QUESTION
    assert [override.rule for override in result.record.overrides] in ([], ["question_first"])
    assert (await talk.say("I also inspect archives")).tool is Tool.OFFER_TO_PROCEED


async def test_6_each_selection_is_acknowledged_once_by_what_is_new():
    talk = Conversation()
    await talk.start()
    await talk.say("the usual")
    talk.select(0, 1)
    assert (await talk.say("hm")).reply.content.startswith("Nice, 2 more tasks added! ")
    talk.select(2)
    third = await talk.say("I attend planning meetings")
    assert third.reply.content.startswith("Got it, I've noted that task! ")
    assert len(third.state.selected_card_ids) == 3
    fourth = await talk.say("I write minutes of every meeting")
    assert not fourth.reply.content.startswith(("Great, I see", "Got it, I've noted that task", "Nice,"))


async def _with_tasks(count: int, *, asked: bool) -> Conversation:
    """A conversation in its second turn, in which this many tasks are known."""
    nouns = [
        "alpha",
        "bravo",
        "cedar",
        "delta",
        "ember",
        "fjord",
        "gamma",
        "hotel",
        "index",
        "joker",
        "kilos",
        "linen",
        "mango",
        "north",
        "ocean",
        "piano",
    ]
    activities = tuple(Activity(f"sort {noun} folders", "u1", WorkCategory.WORK_OUTPUT) for noun in nouns[:count])
    talk = Conversation()
    await talk.start()
    talk.state = replace(
        talk.state,
        turn_count=2,
        activities=activities,
        has_asked_clarifying_question=asked,
        coverage={**talk.state.coverage, WorkCategory.WORK_OUTPUT: Level.HIGH},
    )
    return talk
