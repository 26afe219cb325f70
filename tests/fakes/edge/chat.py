"""A fake orchestrator: it counts every sentence as an activity and shows cards when a message is short."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from google.protobuf.json_format import MessageToDict

from metier.agent.v1 import agent_state_pb2 as agent
from metier.agent.v1 import reader_pb2
from metier.jobs.v1 import job_pb2
from metier.onet_match.v1 import catalogue_pb2 as onet
from metier.orchestrator.v1 import chat_service_pb2 as pb
from metier.orchestrator.v1 import session_pb2
from metier.orchestrator.v1.chat_service_pb2_grpc import ChatServiceServicer
from metier.taskpipeline.v1 import task_pb2
from services.shared.errors import Conflict, InvalidInput, NotFound, TooLarge, WrongState
from tests.fakes.edge.tasks import matched, ranked, task_set_of
from tests.fakes.edge.world import Chat, World, coverage

CARDS = (
    ("Compile statistics and other figures for quarterly reports.", onet.WORK_CATEGORY_INFORMATION_INPUT),
    ("Analyze policy proposals to estimate their effect on the budget.", onet.WORK_CATEGORY_MENTAL_PROCESSES),
    ("Draft briefing papers for senior officials.", onet.WORK_CATEGORY_WORK_OUTPUT),
    ("Present findings to committees or working groups.", onet.WORK_CATEGORY_INTERACTING_WITH_OTHERS),
    ("Monitor legislation for changes that concern the department.", onet.WORK_CATEGORY_INFORMATION_INPUT),
)
QUESTIONS = (
    "Thank you, that is a clear picture. How do you find the information that goes into this work?",
    "That helps. Which decisions or judgements are yours to make, and what do they rest on?",
    "Good. Who do you work with inside and outside your organisation, and on what?",
    "Is there anything that happens only now and then, such as a yearly review?",
)


class FakeOrchestrator(ChatServiceServicer):
    """Keeps conversations in memory."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._busy: set[str] = set()

    async def GetReaders(self, _request: pb.GetReadersRequest, _call: Any) -> pb.GetReadersResponse:
        """Whom the test named."""
        self.world.check("GetReaders")
        return pb.GetReadersResponse(
            readers=[reader_pb2.Reader(provider=name, models=["a-model"], region="EU") for name in self.world.readers]
        )

    async def StartSession(self, request: pb.StartSessionRequest, _call: Any) -> pb.StartSessionResponse:
        """Open a session."""
        self.world.check("StartSession")
        if (known := self.world.repeated(request.request_id, request)) is not None:
            return known
        number = next(self.world.numbers)
        session = session_pb2.Session(
            session_id=f"chat{number}",
            job_title=request.job_title,
            occupation_code=request.occupation_code,
            status=session_pb2.SESSION_STATUS_OPEN,
        )
        chat = self.world.chats[session.session_id] = Chat(f"token-of-chat{number}", session)
        tool = agent.TOOL_OPEN_ENDED_PROMPT
        text = f"I would love to hear what you really do as a {request.job_title}. What does a usual week look like?"
        if request.initial_tasks:
            _say(chat, agent.ROLE_USER, request.initial_tasks)
            _learn(chat, request.initial_tasks)
            tool, text = agent.TOOL_CUSTOM_QUESTION, QUESTIONS[0]
        reply = await self._commit(chat, tool, self.world.reply or text)
        answer = pb.StartSessionResponse(session_token=chat.token, reply=reply)
        self.world.keep(request.request_id, request, answer)
        return answer

    async def SendMessage(self, request: pb.SendMessageRequest, _call: Any) -> pb.SendMessageResponse:
        """Apply a message."""
        self.world.check("SendMessage")
        return pb.SendMessageResponse(reply=await self._message(request))

    async def SendMessageStream(
        self, request: pb.SendMessageStreamRequest, _call: Any
    ) -> AsyncIterator[pb.SendMessageStreamResponse]:
        """Apply a message and tell it word by word."""
        self.world.check("SendMessageStream")
        reply = await self._message(request)
        yield pb.SendMessageStreamResponse(tool=pb.ToolEvent(tool=reply.tool_used))
        for delta in _pieces(reply):
            await asyncio.sleep(self.world.pace_s)
            yield pb.SendMessageStreamResponse(delta=delta)
        yield pb.SendMessageStreamResponse(turn=reply)

    async def _message(self, request: Any) -> session_pb2.TurnReply:
        if (known := self.world.repeated(request.request_id, request)) is not None:
            return known
        chat = self.world.chats[request.session_id]
        if len(request.message.encode()) > 16 * 1024:
            raise TooLarge("MESSAGE_TOO_LONG", "A message may have at most 16 KiB.", limit="16 KiB")
        if chat.session.status == session_pb2.SESSION_STATUS_CLOSED:
            raise WrongState("SESSION_CLOSED", "The conversation is closed; reopen it to go on.")
        if request.session_id in self._busy:
            raise Conflict("TURN_IN_FLIGHT", "The message before this one is still being answered.")
        self._busy.add(request.session_id)
        try:
            await asyncio.sleep(self.world.pace_s)
            reply = await self._answer(chat, request.message)
        finally:
            self._busy.discard(request.session_id)
        self.world.keep(request.request_id, request, reply)
        return reply

    async def _answer(self, chat: Chat, message: str) -> session_pb2.TurnReply:
        _say(chat, agent.ROLE_USER, message)
        if message.strip().lower().rstrip(".!") in {"done", "that's all", "finished"}:
            return await self._close(chat)
        learnt = _learn(chat, message)
        turn = chat.session.state.turn_count
        if len(message) < 20 and chat.session.state.suggestions_shown < 3:
            chat.session.state.suggestions_shown += 1
            text = "Here are some tasks that are common in this kind of work. Tap those that are part of yours."
            return await self._commit(chat, agent.TOOL_SHOW_SUGGESTIONS, self.world.reply or text, learnt)
        text = self.world.reply or QUESTIONS[turn % len(QUESTIONS)]
        return await self._commit(chat, agent.TOOL_CUSTOM_QUESTION, text, learnt)

    async def _close(self, chat: Chat) -> session_pb2.TurnReply:
        chat.session.status = session_pb2.SESSION_STATUS_CLOSED
        chat.session.is_complete = True
        return await self._commit(chat, agent.TOOL_PROCEED, "Thank you! Your tasks are ready to be looked at.")

    async def _commit(self, chat: Chat, tool: agent.Tool, text: str, learnt: Any = ()) -> session_pb2.TurnReply:
        session = chat.session
        session.version += 1
        text = " ".join(one.text for one in self.world.said) or text
        message = _say(chat, agent.ROLE_ASSISTANT, text, tool)
        message.sentences.extend(self.world.said)
        chat.session.messages[-1].message.CopyFrom(message)
        cards = []
        if tool == agent.TOOL_SHOW_SUGGESTIONS:
            first = len(session.state.shown_suggestions) + 1
            cards = [
                agent.Suggestion(id=f"card{first + index}", statement=statement, category=category)
                for index, (statement, category) in enumerate(CARDS)
            ]
            session.state.shown_suggestions.extend(cards)
            session.messages[-1].suggestions.extend(cards)
        reply = session_pb2.TurnReply(
            session_id=session.session_id,
            message=message,
            suggestions=cards,
            should_show_suggestions=bool(cards),
            is_complete=session.is_complete or session.state.estimated_task_count >= 10,
            extracted_tasks=learnt,
            tool_used=tool,
            updated_state=session.state,
            version=session.version,
            status=session.status,
            written_by=onet.WRITTEN_BY_RULES,
        )
        reply.event_id = str(len(chat.events) + 1)
        await chat.publish(pb.SubscribeResponse(turn=reply))
        return reply

    async def Proceed(self, request: pb.ProceedRequest, _call: Any) -> pb.ProceedResponse:
        """Close the conversation."""
        if (known := self.world.repeated(request.request_id, request)) is not None:
            return known
        chat = self.world.chats[request.session_id]
        if chat.session.status == session_pb2.SESSION_STATUS_CLOSED:
            raise WrongState("SESSION_CLOSED", "The conversation is closed already.")
        answer = pb.ProceedResponse(reply=await self._close(chat))
        self.world.keep(request.request_id, request, answer)
        return answer

    async def Reopen(self, request: pb.ReopenRequest, _call: Any) -> pb.ReopenResponse:
        """Open it again."""
        chat = self.world.chats[request.session_id]
        chat.session.status = session_pb2.SESSION_STATUS_OPEN
        return pb.ReopenResponse(
            reply=await self._commit(chat, agent.TOOL_ENCOURAGE_MORE, "What would you like to add?")
        )

    async def SelectSuggestions(self, request: pb.SelectSuggestionsRequest, _call: Any) -> pb.SelectSuggestionsResponse:
        """Replace the selection."""
        session = self.world.chats[request.session_id].session
        known = [card.id for card in session.state.shown_suggestions]
        if unknown := set(request.selected_suggestion_ids) - set(known):
            raise InvalidInput("SUGGESTION_UNKNOWN", "There is no such card.", field=min(unknown))
        session.state.selected_suggestion_ids[:] = [card for card in known if card in request.selected_suggestion_ids]
        session.revision += 1
        _count(session.state)
        return pb.SelectSuggestionsResponse(
            selected_suggestion_ids=session.state.selected_suggestion_ids, revision=session.revision
        )

    async def GetSession(self, request: pb.GetSessionRequest, _call: Any) -> pb.GetSessionResponse:
        """The whole session."""
        self.world.check("GetSession")
        return pb.GetSessionResponse(session=self.world.chats[request.session_id].session)

    async def ExplainSession(self, request: pb.ExplainSessionRequest, _call: Any) -> pb.ExplainSessionResponse:
        """Why."""
        version = self.world.chats[request.session_id].session.version
        return pb.ExplainSessionResponse(turns=[session_pb2.ExplainedTurn(version=at + 1) for at in range(version)])

    async def ExportSession(self, request: pb.ExportSessionRequest, _call: Any) -> pb.ExportSessionResponse:
        """Everything."""
        content = {"session": MessageToDict(self.world.chats[request.session_id].session)}
        return pb.ExportSessionResponse(content=json.dumps(content).encode())

    async def DeleteSession(self, request: pb.DeleteSessionRequest, _call: Any) -> pb.DeleteSessionResponse:
        """Forget it, and tell who follows it."""
        chat = self.world.chats.pop(request.session_id)
        async with chat.changed:
            chat.changed.notify_all()
        return pb.DeleteSessionResponse()

    async def ProcessTasks(self, request: pb.ProcessTasksRequest, _call: Any) -> pb.ProcessTasksResponse:
        """Make tasks at once and match them one after the other."""
        self.world.check("ProcessTasks")
        chat = self.world.chats[request.session_id]
        if not chat.session.state.mentioned_activities and not chat.session.state.selected_suggestion_ids:
            raise InvalidInput("TRANSCRIPT_EMPTY", "Nothing was said yet.")
        found = self.world.tasks.setdefault(request.session_id, task_set_of(chat.session))
        known = {task.id for task in found.tasks}
        found.tasks.extend(task for task in task_set_of(chat.session).tasks if task.id not in known)
        found.job.total = len(found.tasks)
        answer = pb.ProcessTasksResponse(task_set=found, job_id=found.job.id)
        self._matching = asyncio.create_task(self._match(chat))
        return answer

    async def _match(self, chat: Chat) -> None:
        found = self.world.tasks[chat.session.session_id]
        for done in range(1, len(found.tasks) + 1):
            await asyncio.sleep(self.world.pace_s * 10)
            if done > len(found.tasks):
                break
            task = found.tasks[done - 1]
            matched(task, done)
            found.job.done = done
            event = pb.MatchEvent(task=task, done=done, total=len(found.tasks))
            await chat.publish(pb.SubscribeResponse(match=event))
        found.job.state = job_pb2.JOB_STATE_DONE
        del found.occupations[:]
        found.occupations.extend(ranked(found))
        await chat.publish(pb.SubscribeResponse(ranking=pb.RankingEvent(occupations=found.occupations)))
        actions = self.world.actions.get(chat.session.session_id)
        if actions:
            await chat.publish(pb.SubscribeResponse(actions=pb.ActionsEvent(actions=actions)))

    async def SubmitSurvey(self, request: pb.SubmitSurveyRequest, _call: Any) -> pb.SubmitSurveyResponse:
        """End the survey."""
        found = self.world.tasks.get(request.session_id)
        if found is None:
            raise NotFound("TASKS_UNKNOWN", "There are no tasks yet.")
        total = sum(task.time_percentage for task in found.tasks)
        if abs(total - 100) > 1:
            raise InvalidInput("TIME_PERCENTAGE_SUM", "The shares of time must sum to 100.", sum=total)
        found.status = task_pb2.SURVEY_STATUS_SUBMITTED
        return pb.SubmitSurveyResponse(task_set=found)

    async def RegenerateActions(
        self, _request: pb.RegenerateActionsRequest, _call: Any
    ) -> pb.RegenerateActionsResponse:
        """Queue a generation."""
        self.world.check("RegenerateActions")
        job = job_pb2.Job(id="job9", kind="generate", state=job_pb2.JOB_STATE_QUEUED)
        return pb.RegenerateActionsResponse(job=job)

    async def Subscribe(self, request: pb.SubscribeRequest, _call: Any) -> AsyncIterator[pb.SubscribeResponse]:
        """The log from a cursor on, until the session is gone."""
        self.world.check("Subscribe")
        chat = self.world.chats[request.session_id]
        at = int(request.after_event_id or 0)
        is_known = partial(self.world.chats.__contains__, request.session_id)
        while is_known():
            for event in chat.events[at:]:
                at += 1
                yield event
            async with chat.changed:
                await chat.changed.wait_for(lambda seen=at: len(chat.events) > seen or not is_known())
        raise NotFound("SESSION_UNKNOWN", "There is no such session, or the token does not open it.")


def _pieces(reply: session_pb2.TurnReply) -> list[pb.DeltaEvent]:
    """Sentence by sentence where tables wrote them, else word by word."""
    if reply.message.sentences:
        return [pb.DeltaEvent(attempt=1, text=f"{one.text} ", sentence=one) for one in reply.message.sentences]
    return [pb.DeltaEvent(attempt=1, text=word) for word in re.findall(r"\S+\s*", reply.message.content)]


def _say(chat: Chat, role: agent.Role, text: str, tool: agent.Tool = agent.TOOL_UNSPECIFIED) -> agent.Message:
    message = agent.Message(id=f"m{len(chat.session.messages) + 1}", role=role, content=text)
    chat.session.messages.append(session_pb2.StoredMessage(message=message, tool=tool))
    return message


def _learn(chat: Chat, text: str) -> list[agent.MentionedActivity]:
    state = chat.session.state
    state.turn_count += 1
    state.user_engagement = agent.ENGAGEMENT_MEDIUM
    parts = [part.strip() for part in re.split(r"[,.;\n]| and ", text) if len(part.split()) > 1]
    first = len(state.mentioned_activities)
    learnt = [
        agent.MentionedActivity(
            text=part, message_id=chat.session.messages[-1].message.id, category=1 + (first + index) % 4
        )
        for index, part in enumerate(parts)
    ]
    state.mentioned_activities.extend(learnt)
    _count(state)
    return learnt


def _count(state: agent.AgentState) -> None:
    selected = [card for card in state.shown_suggestions if card.id in state.selected_suggestion_ids]
    categories = [row.category for row in [*state.mentioned_activities, *selected]]
    state.estimated_task_count = len(categories)
    names = ("information_input", "mental_processes", "work_output", "interacting_with_others")
    for number, name in enumerate(names, 1):
        setattr(state.gwa_coverage, name, coverage(categories.count(number)))
