"""Releases from disk and network, builds on disk, and a server that switches between them."""

import asyncio
import shutil
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from services.onet_match.adapters.index_files import IndexFiles
from services.onet_match.adapters.onet_release import read_release
from services.onet_match.core.release import Release, build_catalogue
from services.onet_match.indexing import follow
from services.shared.errors import InvalidInput, Unavailable
from services.shared.runtime.clock import SystemClock
from tests.fakes.onet import TABLES, WordEmbedder, catalogue, matcher, open_index
from tests.paths import ONET_RELEASE, needs_onet_release

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def silent(_step: str, _done: int, _total: int) -> None:
    """Report to nobody."""


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """The small catalogue's tables as a text release, named like an official one."""
    folder = tmp_path / "db_31_0_text"
    folder.mkdir()
    for name, rows in TABLES.items():
        lines = ["\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def zipped(folder: Path) -> Path:
    return Path(shutil.make_archive(str(folder), "zip", folder.parent, folder.name))


@contextmanager
def web(folder: Path) -> Iterator[str]:
    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Keep the test output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_folder_and_a_zip_file_give_the_same_catalogue(release: Path, tmp_path: Path):
    ways = [read_release(str(source), tmp_path / "d", "", silent) for source in (release, zipped(release))]
    assert [way.version for way in ways] == ["31.0", "31.0"]
    assert build_catalogue(ways[0]).tasks == build_catalogue(ways[1]).tasks == catalogue().tasks


def test_a_release_is_downloaded_once_and_kept(release: Path, tmp_path: Path):
    archive = zipped(release)
    with web(tmp_path) as address:
        read_release(f"{address}/{archive.name}", tmp_path / "kept", "", silent)
    again = read_release(f"{address}/{archive.name}", tmp_path / "kept", "", silent)
    assert again.version == "31.0"


def test_an_address_that_does_not_answer_is_unavailable(tmp_path: Path):
    with web(tmp_path) as address, pytest.raises(Unavailable) as refused:
        read_release(f"{address}/db_31_0_text.zip", tmp_path / "kept", "", silent)
    assert refused.value.reason == "RELEASE_DOWNLOAD_FAILED"


def break_column(folder: Path) -> None:
    path = folder / "Task Statements.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("Task ID", "Number", 1), encoding="utf-8")


def break_rows(folder: Path) -> None:
    path = folder / "Task Statements.txt"
    path.write_text(path.read_text(encoding="utf-8") + "13-2011.00\tonly two\n", encoding="utf-8")


def break_text(folder: Path) -> None:
    (folder / "Task Statements.txt").write_bytes(b"\xff\xfe\x00\x01")


def lose_table(folder: Path) -> None:
    (folder / "DWA Reference.txt").unlink()


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (break_column, "RELEASE_COLUMN_MISSING"),
        (break_rows, "RELEASE_TABLE_INVALID"),
        (break_text, "RELEASE_TABLE_INVALID"),
        (lose_table, "RELEASE_TABLE_MISSING"),
    ],
)
def test_a_damaged_release_is_refused_with_the_table_named(release: Path, tmp_path: Path, damage, reason: str):
    damage(release)
    with pytest.raises(InvalidInput) as refused:
        read_release(str(release), tmp_path, "", silent)
    assert refused.value.reason == reason
    assert refused.value.metadata["table"] in ("Task Statements", "DWA Reference")


def test_a_file_that_is_no_release_is_refused(tmp_path: Path):
    (tmp_path / "notes.zip").write_text("hello")
    for source in (tmp_path / "notes.zip", tmp_path / "nowhere"):
        with pytest.raises(InvalidInput) as refused:
            read_release(str(source), tmp_path, "", silent)
        assert refused.value.reason == "RELEASE_SOURCE_INVALID"


def test_a_release_that_does_not_tell_its_version_must_be_given_one(release: Path, tmp_path: Path):
    plain = release.rename(tmp_path / "tables")
    with pytest.raises(InvalidInput) as refused:
        read_release(str(plain), tmp_path, "", silent)
    assert refused.value.reason == "RELEASE_VERSION_UNKNOWN"
    assert read_release(str(plain), tmp_path, "my own", silent).version == "my own"


def test_an_archive_with_a_path_that_leads_out_is_read_in_place(release: Path, tmp_path: Path):
    archive = tmp_path / "db_31_0_text.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in release.iterdir():
            packed.write(file, f"../../{file.name}")
    assert build_catalogue(read_release(str(archive), tmp_path / "d", "", silent)).tasks == catalogue().tasks
    assert not (tmp_path.parent / "Task Statements.txt").exists()


def test_a_build_is_read_back_as_it_was_written(tmp_path: Path):
    files, embedder = IndexFiles(tmp_path), WordEmbedder()
    name = files.build(catalogue(), {"default": embedder}, NOW, silent)
    assert files.catalogue(name) == catalogue()
    assert np.array_equal(files.vectors(name, "default"), embedder.embed([t.statement for t in catalogue().tasks]))
    assert files.manifest(name).task_count == 7
    assert files.fits(name, {"default": embedder})


class Stopped(Exception):
    """The machine went down."""


class FailingEmbedder(WordEmbedder):
    """Goes down after so many calls."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.calls = calls

    def embed(self, texts):
        self.calls -= 1
        if self.calls < 0:
            raise Stopped
        return super().embed(texts)


def many_tasks():
    tables = {name: TABLES[name] for name in ("Occupation Data", "DWA Reference", "Tasks to DWAs")}
    tables["Task Statements"] = [
        {"O*NET-SOC Code": "13-2011.00", "Task ID": str(number), "Task": f"Count item {number}", "Task Type": "Core"}
        for number in range(1, 2401)
    ]
    return build_catalogue(Release("test", tables))


def test_an_interrupted_build_goes_on_where_it_stopped(tmp_path: Path):
    files, content = IndexFiles(tmp_path), many_tasks()
    with pytest.raises(Stopped):
        files.build(content, {"default": FailingEmbedder(2)}, NOW, silent)
    embedder = WordEmbedder()
    name = files.build(content, {"default": embedder}, NOW, silent)
    assert len(embedder.embedded) == 2400 - 2048
    assert np.array_equal(files.vectors(name, "default"), WordEmbedder().embed([t.statement for t in content.tasks]))


def test_two_builders_at_once_make_one_build(tmp_path: Path):
    files, content = IndexFiles(tmp_path), many_tasks()
    embedders = [WordEmbedder(), WordEmbedder()]
    names: list[str] = []
    threads = [
        threading.Thread(target=lambda e=e: names.append(files.build(content, {"default": e}, NOW, silent)))
        for e in embedders
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(names)) == 1
    assert sum(len(e.embedded) for e in embedders) == 2400


def test_the_pointer_names_a_build_only_when_it_is_whole(tmp_path: Path):
    files = IndexFiles(tmp_path)
    assert files.current() is None
    name = files.build(catalogue(), {"default": WordEmbedder()}, NOW, silent)
    files.activate(name)
    assert files.current() == name
    (tmp_path / name / "manifest.json").unlink()
    assert files.current() is None


@needs_onet_release
def test_an_official_release_becomes_a_catalogue(tmp_path: Path):
    found = build_catalogue(read_release(str(ONET_RELEASE), tmp_path, "", silent))
    assert (found.release, len(found.tasks)) == ("29.3", 18_796)
    nurses = found.occupation("29-1141.00")
    assert nurses.job_zone > 0
    assert nurses.related_soc_codes
    assert "Charge Nurse" in nurses.alternate_titles


async def test_a_running_server_keeps_the_old_index_and_then_switches(tmp_path: Path):
    files, embedder = IndexFiles(tmp_path), WordEmbedder()
    files.activate(files.build(catalogue(), {"default": embedder}, NOW, silent))
    service = matcher(built=False, embedder=embedder)
    following = asyncio.create_task(follow(service, files, SystemClock(), 0.02, open_index))
    await service.ready.wait()
    old = service.serving()
    newer = files.build(many_tasks(), {"default": embedder}, NOW, silent)
    assert service.serving() is old
    files.activate(newer)
    async with asyncio.timeout(5):
        while service.serving() is old:
            await asyncio.sleep(0.02)
    following.cancel()
    assert service.serving().name == newer
    assert len(service.serving().catalogue.tasks) == 2400
