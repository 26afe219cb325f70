"""Official O*NET text releases from a folder, a zip archive or an http(s) address.

A download goes to `<name>.part` and continues where it stopped (HTTP Range); a finished one is kept and not fetched
again. An archive is read in place: nothing is unpacked, so no path in it can lead out of it.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from services.onet_match.core.release import OPTIONAL, REQUIRED, Release, Row, check_table
from services.shared.errors import InvalidInput, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Report = Callable[[str, int, int], None]

_TIMEOUT_S = 30.0  # of one read; the whole archive is about 12 MB
_MAX_ARCHIVE_BYTES = 512 << 20  # a release is 12 MB packed and 60 MB unpacked; ten times that is not a release
_MAX_TABLE_BYTES = 256 << 20
_VERSION = re.compile(r"(?:O\*NET|db)[ _]+(\d+)[._](\d+)", re.IGNORECASE)
_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True)
class _File:
    """A text file of a release, wherever it lies."""

    name: str
    read: Callable[[], bytes]


def read_release(source: str, downloads: Path, version: str, report: Report) -> Release:
    """Read the tables of a release; `version` names it where the release itself does not.

    Args:
        source: a folder, a zip file, or an http(s) address of a zip file.
        downloads: where an archive from the network is kept.
        version: overrides what the read-me or the file name says; may be empty.
        report: told after each table and each downloaded piece.

    Raises:
        InvalidInput: RELEASE_SOURCE_INVALID, RELEASE_TABLE_MISSING, RELEASE_TABLE_INVALID, RELEASE_COLUMN_MISSING,
            RELEASE_TABLE_EMPTY, RELEASE_VERSION_UNKNOWN.
        Unavailable: RELEASE_DOWNLOAD_FAILED.
    """
    if urlsplit(source).scheme in ("http", "https"):
        path = _download(source, downloads, report)
    else:
        path = Path(source).expanduser()
    files = {Path(file.name).stem: file for file in _text_files(path)}
    wanted = [name for name in (*REQUIRED, *OPTIONAL) if name in files]
    missing = [name for name in REQUIRED if name not in files]
    if missing:
        found = ", ".join(sorted(files)) or "no .txt file"
        raise InvalidInput(
            "RELEASE_TABLE_MISSING",
            f'"{missing[0]}.txt" is not in {path.name}; found: {found}.',
            field="release",
            table=missing[0],
        )
    tables: dict[str, list[Row]] = {}
    for done, name in enumerate(wanted, start=1):
        tables[name] = _read_table(name, files[name].read())
        report(f"read:{name}", done, len(wanted))
    readme = files["Read Me"].read().decode("utf-8", "replace") if "Read Me" in files else ""
    return Release(version or _version(readme, path), tables, (path.name,))


def _version(readme: str, path: Path) -> str:
    for text in (readme, *reversed(path.resolve().parts)):
        if found := _VERSION.search(text):
            return f"{found[1]}.{found[2]}"
    raise InvalidInput(
        "RELEASE_VERSION_UNKNOWN", "Neither the read-me nor the file name tells the release.", field="version"
    )


def _text_files(path: Path) -> Iterator[_File]:
    if path.is_dir():
        inner = path if any(path.glob("*.txt")) else next((p for p in sorted(path.iterdir()) if p.is_dir()), path)
        for file in sorted(inner.glob("*.txt")):
            yield _File(file.name, file.read_bytes)
    elif path.is_file():
        yield from _zipped(path)
    else:
        raise InvalidInput("RELEASE_SOURCE_INVALID", f"There is no folder or file {path}.", field="release")


def _zipped(path: Path) -> Iterator[_File]:
    if not zipfile.is_zipfile(path):
        raise InvalidInput("RELEASE_SOURCE_INVALID", f"{path.name} is not a zip archive.", field="release")
    for entry in zipfile.ZipFile(path).infolist():
        name = PurePosixPath(entry.filename)
        if name.suffix != ".txt" or name.name.startswith("."):
            continue
        if entry.file_size > _MAX_TABLE_BYTES:
            raise InvalidInput("RELEASE_SOURCE_INVALID", f"{name.name} is too large.", field="release")
        yield _File(name.name, lambda entry=entry: _unzip(path, entry))  # type: ignore[misc]


def _unzip(path: Path, entry: zipfile.ZipInfo) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(entry)
    except (zipfile.BadZipFile, EOFError) as error:
        raise InvalidInput("RELEASE_SOURCE_INVALID", f"{path.name} is damaged.", field="release") from error


def _read_table(name: str, content: bytes) -> list[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "RELEASE_TABLE_INVALID", f'"{name}.txt" is not UTF-8 text.', field="release", table=name
        ) from error
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    columns = tuple(reader.fieldnames or ())
    rows: list[Row] = []
    check_table(name, columns, [{}])
    for row in reader:
        if None in row or None in row.values():
            raise InvalidInput(
                "RELEASE_TABLE_INVALID",
                f'"{name}.txt" line {reader.line_num} has not {len(columns)} columns.',
                field="release",
                table=name,
                line=reader.line_num,
            )
        rows.append(row)
    check_table(name, columns, rows)
    return rows


def _download(url: str, folder: Path, report: Report) -> Path:
    import httpx  # noqa: PLC0415 - a server downloads nothing and need not hold it

    folder.mkdir(parents=True, exist_ok=True)
    target = folder / (Path(unquote(urlsplit(url).path)).name or "release.zip")
    if target.exists():
        return target
    part = target.with_name(f"{target.name}.part")
    done = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={done}-"} if done else {}
    try:
        with httpx.stream("GET", url, headers=headers, timeout=_TIMEOUT_S, follow_redirects=True) as answer:
            answer.raise_for_status()
            resumed = answer.status_code == httpx.codes.PARTIAL_CONTENT
            done = done if resumed else 0
            total = done + int(answer.headers.get("Content-Length", 0))
            with part.open("ab" if resumed else "wb") as file:
                for piece in answer.iter_bytes(_CHUNK_BYTES):
                    file.write(piece)
                    done += len(piece)
                    if done > _MAX_ARCHIVE_BYTES:
                        raise InvalidInput("RELEASE_SOURCE_INVALID", "The archive is too large.", field="release")
                    report("download", done, max(done, total))
    except httpx.HTTPError as error:
        raise Unavailable(
            "RELEASE_DOWNLOAD_FAILED",
            f"The download broke off after {done} bytes; asking again continues it.",
            retry_after_s=5,  # long enough for a dropped connection to come back
        ) from error
    part.replace(target)
    return target
