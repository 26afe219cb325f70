"""Starts a session and sends a message over gRPC with the generated stubs; prints what came back as JSON."""

import json
import sys
from uuid import uuid4

import grpc

from metier.orchestrator.v1 import chat_service_pb2 as messages
from metier.orchestrator.v1.chat_service_pb2_grpc import ChatServiceStub


def main(target: str) -> None:
    """Hold a short conversation with the orchestrator at `target`, host:port."""
    with grpc.insecure_channel(target) as channel:
        chat = ChatServiceStub(channel)
        started = chat.StartSession(
            messages.StartSessionRequest(job_title="Policy Analyst", request_id=uuid4().hex), timeout=30
        )
        session = started.reply.session_id
        bearer = (("authorization", f"Bearer {started.session_token}"),)

        first = messages.SendMessageRequest(
            session_id=session, message="I write policy briefs and review draft laws.", request_id=uuid4().hex
        )
        answered = chat.SendMessage(first, metadata=bearer, timeout=30)
        second = messages.SendMessageStreamRequest(
            session_id=session, message="I train the interns every summer.", request_id=uuid4().hex
        )
        told = [event.WhichOneof("event") for event in chat.SendMessageStream(second, metadata=bearer, timeout=30)]
    print(
        json.dumps(
            {
                "opening": started.reply.message.content,
                "reply": answered.reply.message.content,
                "turns": answered.reply.updated_state.turn_count,
                "activities": [task.text for task in answered.reply.extracted_tasks],
                "told": told,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
