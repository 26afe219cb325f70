"""The server and the worker as processes: a real document, a real PDF, and a worker that is killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import docx

from metier.cvfsm.v1 import cv_pb2 as pb
from metier.cvfsm.v1 import cv_service_pb2 as rpc
from metier.cvfsm.v1 import cv_service_pb2_grpc as rpc_grpc
from services.cli.processes import free_port
from services.cvfsm.adapters.pdf_text import extract
from services.cvfsm.settings import CvSettings
from services.shared.errors import MetierError
from services.shared.runtime.channels import connect

ROOT = Path(__file__).parents[3]
ADDRESS = f"127.0.0.1:{free_port(0)}"


def document() -> bytes:
    made = docx.Document()
    made.add_paragraph("Ana Rye")
    made.add_paragraph("ana.rye@example.com")
    made.add_heading("Work experience", 1)
    made.add_paragraph("Head baker, Tide & Table, 03/2019 – present")
    for bullet in ("Lead two bakers", "Cost recipes and order flour"):
        made.add_paragraph(bullet, style="List Bullet")
    made.add_heading("Skills", 1)
    made.add_paragraph("sourdough, laminated dough")
    out = BytesIO()
    made.save(out)
    return out.getvalue()


@asynccontextmanager
async def process(redis_url: str, folder: Path, *words: str) -> AsyncIterator[asyncio.subprocess.Process]:
    here = {"METIER_REDIS_URL": redis_url, "METIER_HOME": str(folder), "METIER_BIND": ADDRESS}
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.cvfsm",
        *words,
        cwd=ROOT,
        env={**os.environ, **here},
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.terminate()
            await started.wait()


async def uploaded(stub: rpc_grpc.CvServiceAsyncStub) -> rpc.UploadCvResponse:
    for _ in range(100):
        try:
            return await stub.UploadCv(rpc.UploadCvRequest(file_name="cv.docx", content=document()))
        except MetierError:
            await asyncio.sleep(0.1)
    message = "the server does not answer"
    raise AssertionError(message)


async def test_a_document_becomes_a_pdf_though_the_worker_dies_first(
    redis_url: str, redis: object, tmp_path: Path
) -> None:
    async with process(redis_url, tmp_path), connect(ADDRESS, CvSettings()) as channel:
        stub = rpc_grpc.CvServiceStub(channel)
        up = await uploaded(stub)  # type: ignore[arg-type]
        session_id, me = up.view.session_id, (("authorization", f"Bearer {up.session_token}"),)

        async def step(action: int, **data: object) -> pb.CvView:
            given = rpc.ActionData(**data)  # type: ignore[arg-type]
            request = rpc.ProcessCvRequest(session_id=session_id, user_action=action, action_data=given)  # type: ignore[arg-type]
            return (await stub.ProcessCv(request, metadata=me)).view

        async with process(redis_url, tmp_path, "worker") as killed:
            os.kill(killed.pid, signal.SIGSTOP)
            await step(pb.USER_ACTION_DATA_OUTDATED)
            statement = rpc.Statement(section=pb.SECTION_SKILLS, text="HACCP")
            await step(pb.USER_ACTION_CONFIRM_SELECTION, selected_sections=[pb.SECTION_SKILLS], statements=[statement])
            killed.kill()
            await killed.wait()
        async with process(redis_url, tmp_path, "worker") as worker:
            waiting = rpc.GetCvRequest(session_id=session_id)
            waiting.wait.FromSeconds(25)
            view = (await stub.GetCv(waiting, metadata=me)).view
            assert view.stage == pb.STAGE_READY_FOR_GENERATION
            assert list(view.cv_data.skills) == ["sourdough", "laminated dough", "HACCP"]
            view = await step(pb.USER_ACTION_GENERATE_PDF, pages=1)
            assert view.stage == pb.STAGE_DONE
            worker.terminate()
            assert await worker.wait() == 0
        request = rpc.ExportCvRequest(session_id=session_id, format=rpc.EXPORT_FORMAT_PDF)
        text = extract((await stub.ExportCv(request, metadata=me)).content)
        assert "Tide & Table" in text
        assert "HACCP" in text
        for form in (rpc.EXPORT_FORMAT_DOCX, rpc.EXPORT_FORMAT_JSON_RESUME):
            file = await stub.ExportCv(rpc.ExportCvRequest(session_id=session_id, format=form), metadata=me)  # type: ignore[arg-type]
            assert len(file.content) > 500
        await stub.DeleteCv(rpc.DeleteCvRequest(session_id=session_id), metadata=me)
        assert not [path for path in tmp_path.rglob("*.pdf") if session_id in str(path)]
