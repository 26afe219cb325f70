"""One turn: read -> analyse -> exit check -> select -> guardrails -> execute -> respond. State in, state out.

Rules:
1. Language is read by the reader alone; where it cannot be reached, the turn fails and nothing is applied.
2. Every model call may fail; its rule function then answers, for that call alone. Who answered is recorded.
3. A model proposes, code decides: counts, guardrails, exits and repeats are checked on whatever it says.
4. At most four model calls a turn: analysis, selection, gap or suggestions, response; none about a message that needs care.

It is long because a correction is a turn too and goes through the same stages, which stand here in their order.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from services.agent.core import cards as card_rules
from services.agent.core import care, correcting, planning, prompting
from services.agent.core.after import state_after
from services.agent.core.analysis import analysed
from services.agent.core.areas import area_titled
from services.agent.core.counting import applied, counted
from services.agent.core.exits import exit_condition
from services.agent.core.gaps import TOP_OCCUPATIONS, TOP_TASKS, ranked_areas, typicality
from services.agent.core.guardrails import Situation, guarded
from services.agent.core.model_analysis import from_model
from services.agent.core.model_replies import AnalysisReply, GapReply, SelectionReply, SuggestionsReply
from services.agent.core.prompts import SYSTEM
from services.agent.core.records import Analysis, Override, Question, Selection, TurnRecord, TurnResult
from services.agent.core.replies import waits
from services.agent.core.selection import by_rules, decided, is_aside, may_end
from services.agent.core.similar import is_whether, subject
from services.agent.core.types import (
    RULES,
    Card,
    Classified,
    Exit,
    Message,
    OccupationGuess,
    Role,
    Tool,
    TriggerKind,
    TypicalTask,
)
from services.agent.ports import Catalogue, Occupations, Reader, embedding_s
from services.agent.speaking import Spoken, speak
from services.agent.turn import Chosen, Delta, TurnContext, TurnInput

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from services.agent.core.areas import Area
    from services.shared.llm import Calls, Llm
    from services.shared.runtime.clock import Clock

TYPICAL_TASKS = 30  # per occupation: the 15 that say what is typical, and as many again to make cards from
MOST_SENTENCES = 64  # what ResolveOccupation takes


class Agent:
    """Takes turns. It keeps nothing between them."""

    def __init__(self, reader: Reader, catalogue: Catalogue, llm: Llm, calls: Calls, clock: Clock) -> None:
        """Wire the agent: the reader of language, the catalogue, the models and the table of model calls."""
        self._reader, self._catalogue, self._llm, self._calls, self._clock = reader, catalogue, llm, calls, clock

    async def take_turn(self, given: TurnInput) -> AsyncIterator[Chosen | Delta | TurnResult]:
        """Take one turn; yields the tool, then pieces of the reply, then the result.

        Raises:
            Unavailable: the reader or the matcher cannot be reached.
        """
        started = self._clock.monotonic()
        turn = TurnContext(given, given.state, self._clock, self._llm)
        embedding_s.set(turn.embedding_s)
        await self._analyse(turn)
        proposed, tool, overrides = await self._select(turn)
        guarded_tool = tool
        tool, question, cards = await self._execute(turn, tool, proposed)
        if tool is not guarded_tool:
            overrides = (*overrides, Override("no_cards_left", guarded_tool, tool, "No new card was left to show."))
        yield Chosen(tool)
        spoken = Spoken("", RULES)
        async for piece in speak(turn, self._catalogue, self._calls.response_generation, tool, question):
            if isinstance(piece, Spoken):
                spoken = piece
            else:
                yield piece
        is_return, is_correction = (given.trigger.kind is kind for kind in (TriggerKind.REOPEN, TriggerKind.CORRECTION))
        exit_ = Exit.PROCEED if tool is Tool.PROCEED else None
        is_open = is_return or (turn.needs_care and tool is not Tool.PROCEED)
        record = TurnRecord(
            analysis=turn.analysis or Analysis(),
            proposed=proposed,
            overrides=overrides,
            tool=tool,
            gap_area=question.area if question else "",
            occupations=turn.occupations.guesses,
            questions_left_aside=tuple(turn.left_aside),
            exit=None if is_open else exit_condition(turn.state) or exit_,
            model_calls=tuple(turn.model_calls),
            matching_s=turn.matching_s,
            embedding_s=sum(turn.embedding_s),
            took_s=self._clock.monotonic() - started,
        )
        reply = Message(given.reply_message_id, Role.ASSISTANT, spoken.text, spoken.sentences)
        after = state_after(turn.state, tool, question, cards, reply)
        yield TurnResult(
            state=replace(after, actions_taken=turn.state.actions_taken) if is_correction else after,
            reply=reply,
            cards=cards,
            tool=tool,
            is_complete=record.exit is not None,
            should_proceed=tool is Tool.PROCEED,
            record=record,
            author=spoken.author,
            withhold_message=turn.needs_care,
        )

    # analyse ---------------------------------------------------------------------------------------------------------

    async def _analyse(self, turn: TurnContext) -> None:
        trigger, state = turn.given.trigger, turn.state
        message = trigger.message
        if message is None:
            turn.state = counted(
                replace(state, wants_to_stop=state.wants_to_stop and trigger.kind is TriggerKind.PROCEED)
            )
            return
        if trigger.kind is TriggerKind.CORRECTION:
            await self._correct(turn, message)
            return
        analysis = await self._categorised(turn, await self.hear(turn, message, turn.given.question))
        asked = state.asked_questions[-1] if state.asked_questions else None
        declined = asked.area if asked and analysis.declines and area_titled(asked.area) else ""
        turn.analysis, turn.state = analysis, applied(state, analysis, declined_area=declined)

    async def _correct(self, turn: TurnContext, message: Message) -> None:
        state, transcript = turn.state, turn.given.transcript
        question, asked = correcting.answered(state, transcript, message.id)
        turn.state = left = correcting.without(state, message.id, asked)
        analysis = turn.analysis = await self._categorised(turn, await self.hear(turn, message, question))
        if turn.needs_care:  # it is not kept, so what it should replace stands
            turn.state = applied(state, analysis)
            return
        declined = asked.area if asked and analysis.declines and area_titled(asked.area) else ""
        turn.state = correcting.corrected(state, left, analysis, transcript, declined)

    async def hear(self, turn: TurnContext, message: Message, question: str) -> Analysis:
        """What a message says as an answer to `question`: the reader's verdict, and a model's where one may be asked."""
        state = turn.state
        reading = await self._reader.read(message.content, question, state.job_title, state.pending_suggestions)
        if not (state.pending_suggestions or is_whether(question)):
            reading = replace(reading, confirmations=())  # nothing was offered, so nothing is confirmed
        analysis = analysed(reading, message, state)
        if turn.given.trigger.kind in {TriggerKind.START, TriggerKind.CORRECTION} or care.goes_on(
            message.content, question
        ):
            analysis = replace(analysis, wants_to_stop=False, may_want_to_stop=False, assents=False)
        if not (analysis.wants_to_stop or analysis.assents or analysis.does(*care.ACTS)):
            hint = [activity.text for activity in analysis.activities]
            prompt = prompting.analysis(state, question, message.content, hint)
            if reply := await turn.ask(self._calls.message_analysis, SYSTEM, prompt, AnalysisReply):
                return from_model(reply[0], message, analysis, reading, reply[1])
        return analysis

    async def _categorised(self, turn: TurnContext, analysis: Analysis) -> Analysis:
        """Give each activity that has none the category of its nearest O*NET tasks."""
        texts = [activity.text for activity in analysis.activities if activity.category is None]
        if not texts:
            return analysis
        found = dict(zip(texts, await turn.matching(self._catalogue.classify(texts)), strict=True))
        named = [a if a.category else replace(a, category=found[a.text].category) for a in analysis.activities]
        return replace(analysis, activities=tuple(named))

    # select ----------------------------------------------------------------------------------------------------------

    async def _select(self, turn: TurnContext) -> tuple[Selection, Tool, tuple[Override, ...]]:
        trigger, analysis = turn.given.trigger, turn.analysis or Analysis()
        fixed = decided(trigger, turn.state, analysis)
        if fixed and fixed.tool in {Tool.PROCEED, Tool.OPEN_ENDED_PROMPT}:
            return fixed, fixed.tool, ()
        if fixed and (trigger.kind in {TriggerKind.REOPEN, TriggerKind.CORRECTION} or turn.needs_care):
            return fixed, fixed.tool, ()
        await self._look_up(turn)
        turn.planned = await self._planned(turn, Tool.CUSTOM_QUESTION)
        proposed = fixed or await self._proposed(turn, analysis)
        can_ask = turn.planned.question is not None
        tool, overrides = guarded(proposed.tool, Situation(turn.state, can_ask, may_end(trigger, analysis)))
        return proposed, tool, overrides

    async def _proposed(self, turn: TurnContext, analysis: Analysis) -> Selection:
        """A model's choice, or the rule table's; what needs no thought is not put to a model."""
        if analysis.author != RULES or not is_aside(analysis):
            prompt = prompting.selection(turn.state, turn.given.transcript, turn.message)
            if answer := await turn.ask(self._calls.tool_selection, SYSTEM, prompt, SelectionReply):
                reply, author = answer
                return Selection(Tool(reply.tool), reply.reason, reply.question, author=author)
        return by_rules(turn.state, analysis)

    async def _look_up(self, turn: TurnContext) -> None:
        """Find the likely occupations, what is typical of them, and the areas that are left."""
        state = turn.state
        said = [activity.text for activity in state.activities]
        said += [card.statement for card in state.selected_cards]
        if state.occupation_code:
            turn.occupations = Occupations((OccupationGuess(state.occupation_code, "", 1.0),), peaked=True)
        else:
            turn.occupations = await turn.matching(self._catalogue.resolve(state.job_title, said[-MOST_SENTENCES:]))
        if not turn.is_known:
            turn.areas = ranked_areas(state, {}, ())
            return
        likely = turn.occupations.guesses[: 1 if turn.occupations.peaked else TOP_OCCUPATIONS]
        codes = [guess.soc_code for guess in likely]
        turn.typical, mentions = await turn.matching(asyncio.gather(self._typical(codes), self._classes(said)))
        weights = typicality(turn.typical, likely, peaked=turn.occupations.peaked)
        turn.areas = ranked_areas(state, weights, mentions)

    async def _typical(self, codes: Sequence[str]) -> tuple[TypicalTask, ...]:
        return await self._catalogue.typical(codes, TYPICAL_TASKS) if codes else ()

    async def _classes(self, texts: Sequence[str]) -> tuple[Classified, ...]:
        return await self._catalogue.classify(texts) if texts else ()

    # execute ---------------------------------------------------------------------------------------------------------

    async def _execute(
        self, turn: TurnContext, tool: Tool, proposed: Selection
    ) -> tuple[Tool, Question | None, tuple[Card, ...]]:
        """Do what the tool needs: a question or cards. Without cards to show, the turn asks for more instead."""
        if tool is Tool.SHOW_SUGGESTIONS:
            if turn.is_known and (cards := await self._cards(turn)):
                return tool, None, cards
            tool = Tool.ENCOURAGE_MORE if turn.is_known else Tool.CUSTOM_QUESTION
        if tool is Tool.CUSTOM_QUESTION and turn.planned:
            return tool, await self._model_question(turn, proposed) or turn.planned.question, ()
        if turn.given.trigger.kind in {TriggerKind.REOPEN, TriggerKind.CORRECTION} or waits(turn.analysis):
            return tool, None, ()
        planned = await self._planned(turn, tool)
        return tool, planned.question, ()

    async def _planned(self, turn: TurnContext, tool: Tool) -> planning.Planned:
        """The first candidate question of a tool that was not asked before."""
        terse = planning.is_terse(turn.analysis, turn.message)
        areas = await self._unexplained(turn)
        may_end = turn.analysis is not None and turn.analysis.may_want_to_stop
        talk = planning.Talk(turn.given.session_id, terse, turn.is_known, may_end)
        questions = planning.candidates(tool, turn.state, areas, talk)
        return await self._first_new(turn, questions)

    async def _unexplained(self, turn: TurnContext) -> Sequence[Area]:
        """The first areas, without those whose work the person has spoken of in other words."""
        areas = turn.areas[: planning.MOST_CANDIDATES]
        said = [activity.text for activity in (*turn.state.activities, *turn.state.unsure)][-MOST_SENTENCES:]
        offers = [(area, offer) for area in areas for offer in area.offers]
        if not said or not offers:
            return areas
        close = await turn.matching(self._catalogue.closeness([offer for _, offer in offers], said))
        told = {
            area.id for (area, _), row in zip(offers, close.rows, strict=True) if max(row) >= card_rules.SAID_ALREADY
        }
        return [area for area in areas if area.id not in told]

    async def _first_new(self, turn: TurnContext, questions: Sequence[Question]) -> planning.Planned:
        asked = [question.text for question in turn.state.asked_questions]
        if not questions or not asked:
            return planning.first_new(questions, asked, (), "")
        close = await turn.matching(
            self._catalogue.closeness(
                [subject(question.text) for question in questions], [subject(text) for text in asked]
            )
        )
        planned = planning.first_new(questions, asked, close.rows, close.embedder)
        turn.left_aside += planned.left_aside
        return planned

    async def _model_question(self, turn: TurnContext, proposed: Selection) -> Question | None:
        """A model's question from gap analysis, or the one it chose with the tool; None when both were asked before."""
        if turn.analysis and turn.analysis.author == RULES and is_aside(turn.analysis):
            return None
        wishes = []
        statements = [task.statement for task in turn.typical if task.rank <= TOP_TASKS]
        if answer := await turn.ask(self._calls.gap_analysis, SYSTEM, prompting.gap(turn.state, statements), GapReply):
            wishes.append(planning.from_model(answer[0].question, answer[0].area, answer[1]))
        if proposed.question:
            wishes.append(planning.from_model(proposed.question, proposed.area, proposed.author))
        questions = [wish for wish in wishes if wish]
        return (await self._first_new(turn, questions)).question

    async def _cards(self, turn: TurnContext) -> tuple[Card, ...]:
        state, statements = turn.state, [task.statement for task in turn.typical if task.rank <= TOP_TASKS]
        cards: tuple[Card, ...] = ()
        prompt = prompting.suggestions(state, statements)
        if answer := await turn.ask(self._calls.suggestion_generation, SYSTEM, prompt, SuggestionsReply):
            tasks = [(task.statement, task.category) for task in answer[0].suggestions]
            cards = card_rules.from_model(state, tasks, state.turn_count, answer[1])
        occupations = turn.occupations
        from_onet = card_rules.candidates(state, turn.typical, occupations.guesses, peaked=occupations.peaked)
        cards = (*cards, *card_rules.fresh(replace(state, shown_cards=(*state.shown_cards, *cards)), from_onet))
        cards = cards[: card_rules.CANDIDATES]
        known = [activity.text for activity in state.activities] + [card.statement for card in state.shown_cards]
        if not cards or not known:
            return card_rules.chosen(state, cards, ())
        close = await turn.matching(self._catalogue.closeness([card.statement for card in cards], known))
        return card_rules.chosen(state, cards, [max(row) for row in close.rows])
