"""What the API says about itself."""

from typing import Any

import pytest
from fastapi import FastAPI

from services.edge.app import build
from services.edge.described import socket_document
from services.edge.models import events
from services.edge.page import Site
from services.edge.settings import EdgeSettings
from services.shared.runtime.clock import SystemClock


class _NoBackends:
    """Nobody asks the services for a document."""

    def __getattr__(self, name: str) -> None:
        """None of them is there."""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    app: Any = build(_NoBackends(), EdgeSettings(), Site(), SystemClock())  # type: ignore[arg-type]
    while not isinstance(app, FastAPI):
        app = app._app if hasattr(app, "_app") else app.app
    return app.openapi()


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for item in document["paths"].values() for operation in item.values()]


def test_every_operation_has_a_name_of_its_own_that_a_client_can_bear(document):
    names = [operation["operationId"] for operation in operations(document)]
    assert len(names) == len(set(names))
    assert all(name.isalnum() and name[0].islower() and len(name) < 30 for name in names)


def test_a_problem_is_a_component_and_stands_in_no_operation(document):
    assert "Problem" in document["components"]["schemas"]
    for operation in operations(document):
        inlined = [
            status for status, answer in operation["responses"].items() if status >= "400" and "$ref" not in answer
        ]
        assert inlined == []


@pytest.mark.parametrize(
    ("path", "media_types"),
    [
        ("/api/cv/{session_id}/preview/{page}", {"image/png"}),
        ("/api/tasks/{session_id}/export", {"application/json", "text/csv"}),
    ],
)
def test_files_are_declared_as_what_they_are(document, path, media_types):
    assert set(document["paths"][path]["get"]["responses"]["200"]["content"]) == media_types


def test_a_cv_is_declared_as_pdf_docx_or_json(document):
    content = document["paths"]["/api/cv/{session_id}/{form}"]["get"]["responses"]["200"]["content"]
    assert {name.rsplit("/")[-1].rsplit(".")[-1] for name in content} == {"pdf", "document", "json"}


def test_every_frame_of_the_sockets_is_described():
    told = socket_document("Metier", "1")
    frames = {name for name in vars(events) if name.endswith("Frame") and name != "ClientFrame"} | {"Auth", "Problem"}
    assert set(told["components"]["messages"]) == frames
    assert all(message["summary"] for message in told["components"]["messages"].values())
    schemas = told["components"]["schemas"]
    assert all(
        message["payload"]["$ref"].rsplit("/", 1)[-1] in schemas for message in told["components"]["messages"].values()
    )
