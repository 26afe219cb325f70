"""For operators: why a conversation went as it did, and what the background jobs do.

They call the services directly with the suite's internal credential, which only its operator can read.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from google.protobuf.json_format import MessageToDict
from rich.markup import escape

from metier.actions.v1.action_service_pb2_grpc import ActionServiceStub
from metier.cvfsm.v1.cv_service_pb2_grpc import CvServiceStub
from metier.jobs.v1 import job_pb2
from metier.orchestrator.v1 import chat_service_pb2, chat_service_pb2_grpc
from metier.taskpipeline.v1.task_pipeline_service_pb2_grpc import TaskPipelineServiceStub
from services.cli.processes import internal_secret
from services.cli.terminal import console, running_suite
from services.shared.runtime.channels import connect
from services.shared.runtime.settings import ServiceSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import grpc

Json = dict[str, Any]

JOB_OWNERS: dict[str, Any] = {
    "taskpipeline": TaskPipelineServiceStub,
    "actions": ActionServiceStub,
    "cvfsm": CvServiceStub,
}
"""Services that have background jobs."""


@asynccontextmanager
async def channel_to(service: str, home: Path) -> AsyncIterator[grpc.aio.Channel]:
    """A channel to a service of the suite that runs on `home`, with the internal credential."""
    settings = ServiceSettings(internal_secret=internal_secret(home))
    async with connect(running_suite(home).targets[service], settings) as channel:
        yield channel


async def explain(session_id: str, home: Path) -> list[Json]:
    """Why each turn of a session did what it did, oldest first."""
    async with channel_to("orchestrator", home) as channel:
        stub = chat_service_pb2_grpc.ChatServiceStub(channel)
        reply = await stub.ExplainSession(chat_service_pb2.ExplainSessionRequest(session_id=session_id))
    return [MessageToDict(turn) for turn in reply.turns]


def print_turns(turns: list[Json]) -> None:
    """Print explained turns for people."""
    for turn in turns:
        record = turn.get("record", {})
        console.rule(f"turn {turn.get('version', 0)}: {_tool(record.get('tool'))}", align="left")
        lines = {
            "heard": ", ".join(each["text"] for each in record.get("newActivities", [])),
            "confirmed": ", ".join(record.get("confirmed", [])),
            "engagement": record.get("engagement", "").removeprefix("ENGAGEMENT_").lower(),
            "proposed": f"{_tool(record.get('proposedTool'))}: {record.get('proposedReason', '')}",
            "asked about": record.get("gapArea", ""),
            "occupations": "; ".join(
                f"{each['title']} {each.get('probability', 0):.0%}" for each in record.get("occupations", [])[:3]
            ),
            "left aside": " | ".join(record.get("questionsLeftAside", [])),
            "may end": record.get("exitCondition", ""),
            "taken back": ", ".join(record.get("withdrawn", [])),
            "models": "; ".join(map(_model_call, record.get("modelCalls", []))),
            "time": f"{_took(record.get('took'))}, of it {_took(record.get('matchingTook'))} comparing meaning "
            f"({_took(record.get('embeddingTook'))} for text that was new)",
        }
        for label, text in lines.items():
            if text:
                console.print(f"  [dim]{label:12}[/]{text}")
        for decision in record.get("decisions", []):
            console.print(f"  [dim]{decision['about']:12}[/]{_decision(decision)}", highlight=False)
        for override in record.get("overrides", []):
            change = f"{_tool(override.get('fromTool'))} -> {_tool(override.get('toTool'))}"
            console.print(f"  [yellow]guardrail   [/]{override['rule']}: {change}, because {override['reason']}")


def _decision(decision: Json) -> str:
    """A decision for people: what was read, how probable, the cut, where in the message, and the heads that decided."""
    name, outcome = decision.get("name", ""), decision.get("outcome", "")
    place = f", at {decision.get('start', 0)}-{decision['end']}" if decision.get("end") else ""
    heads = f", by {', '.join(decision['evidence'])}" if decision.get("evidence") else ""
    sure = f"{decision.get('probability', 0):.2f} (cut {decision.get('cut', 0):.2f})"
    return escape(f"{name}: {outcome or 'read'}, {sure}{place}{heads}")


def _model_call(call: Json) -> str:
    """A model call for people: what was asked of whom, what it took, and why rules answered where they did."""
    tokens = f"{call.get('inputTokens', 0)} + {call.get('outputTokens', 0)} tokens"
    failed = f", rules answered: {call['fallbackReason']}" if call.get("fallbackReason") else ""
    return f"{call['name']} by {call['model']} in {_took(call.get('took'))}, {tokens}{failed}"


def _took(duration: str | None) -> str:
    """A duration of the contract ("1.234s") in milliseconds."""
    return f"{1000 * float((duration or '0s').removesuffix('s')):.0f} ms"


def _tool(name: str | None) -> str:
    return (name or "none").removeprefix("TOOL_").lower()


async def jobs(home: Path, state: str) -> list[Json]:
    """Jobs of all services, newest first; `state` like "dead" keeps only those."""
    found: list[Json] = []
    for service, stub in JOB_OWNERS.items():
        async with channel_to(service, home) as channel:
            wanted = job_pb2.JobState.Value(f"JOB_STATE_{state.upper() or 'UNSPECIFIED'}")
            page = job_pb2.ListJobsResponse(next_page_token="")
            while True:
                ask = job_pb2.ListJobsRequest(state=wanted, limit=500, page_token=page.next_page_token)
                page = await stub(channel).ListJobs(ask)
                found += [{"service": service, **MessageToDict(job)} for job in page.jobs]
                if not page.next_page_token:
                    break
    return sorted(found, key=lambda job: str(job.get("createdAt", "")), reverse=True)


async def retry(home: Path, service: str, session_id: str, job_id: str) -> Json:
    """Queue a job again that ended without success."""
    async with channel_to(service, home) as channel:
        reply = await JOB_OWNERS[service](channel).RetryJob(
            job_pb2.RetryJobRequest(session_id=session_id, job_id=job_id, request_id=job_id)
        )
    return MessageToDict(reply.job)


def print_jobs(found: list[Json]) -> None:
    """Print jobs for people."""
    if not found:
        console.print("No jobs.")
        return
    for job in found:
        state = str(job.get("state", "")).removeprefix("JOB_STATE_").lower()
        done = f"{job.get('done', 0)}/{job.get('total', 0)}"
        tries = f"{job.get('attempts', 0)} tries" if job.get("attempts", 0) > 1 else ""
        facts = "  ".join(part for part in (done, tries, job.get("error", "")) if part)
        console.print(f"{job['service']:13} {job.get('kind', ''):14} [bold]{state:10}[/]{facts}")
        console.print(f"              [dim]job {job['id']}  session {job['sessionId']}[/]", soft_wrap=True)
