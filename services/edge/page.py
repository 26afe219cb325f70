"""The page and its files, read once at start and served from memory.

Rules:
    1. `/` is one HTML per language, text catalogue and facts inside it as data, who reads what is written among them: the
       first render needs no API call.
    2. The HTML names each file below `/web/<release>/`, a hash of all files, where it may be kept for ever; files refer to
       each other relatively and so stay in their release. The HTML itself is always revalidated, so a new release is seen
       at once. A replica of another release answers with its own file, to be revalidated.
    3. The HTML names each script that the first view imports, so that all are asked for at once and none after another.
    4. Text files are kept gzipped as well; nothing is compressed per request.
"""

import gzip
import hashlib
import json
import mimetypes
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response

from services.edge.language import LANGUAGES, accepted, first_of
from services.edge.limits import FILE_BYTES, MESSAGE_BYTES
from services.edge.models.readers import Reader
from services.edge.ports import Readers
from services.shared.errors import NotFound

WEB = Path(__file__).with_name("web")
_REVALIDATED = {"cache-control": "no-cache", "vary": "accept-encoding, accept-language, cookie"}
_KEPT = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
_RELEASE = re.compile(r"[0-9a-f]{12}/")
_FIRST = "js/app.js"
_IMPORT = re.compile(r'^(?:import|export) .*?"(\.[^"]+)";$', re.MULTILINE | re.DOTALL)
_TEXT = (".html", ".js", ".css", ".json", ".svg", ".webmanifest")
_PRIVATE = ("catalogue.json", "index.html", "docs.html")
"""Sources of HTML, not served by themselves."""

_PRELOAD = "".join(
    f'<link rel="preload" href="/web/fonts/{name}-latin-ext.woff2" as="font" type="font/woff2" crossorigin />'
    for name in ("young-serif", "atkinson-next")
)
"""Fonts with the letters that Polish has and the first file lacks: asked for at once, so that no letter is of another font."""

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file ready to be sent."""

    content: bytes
    zipped: bytes | None
    media_type: str
    etag: str

    @classmethod
    def of(cls, content: bytes, name: str) -> "Asset":
        """The asset of a file's bytes; the media type follows from its name."""
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        zipped = gzip.compress(content, mtime=0) if name.endswith(_TEXT) else None
        return cls(content, zipped, media_type, f'"{hashlib.sha256(content).hexdigest()[:20]}"')


class Site:
    """All files of the page."""

    def __init__(self, folder: Path = WEB) -> None:
        """Read `folder`."""
        self.files = {
            str(path.relative_to(folder)): Asset.of(path.read_bytes(), path.name)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name not in _PRIVATE
        }
        content = b"".join(name.encode() + asset.content for name, asset in self.files.items())
        self.release = hashlib.sha256(content).hexdigest()[:12]
        self.docs = Asset.of(self._released((folder / "docs.html").read_text("utf-8")), "docs.html")
        modules = [f'<link rel="modulepreload" href="/web/{name}" />' for name in self._imported(_FIRST)]
        self._template = (folder / "index.html").read_text("utf-8").replace("{{modules}}", "".join(modules))
        self._catalogue = json.loads((folder / "catalogue.json").read_text("utf-8"))
        self._made: dict[tuple[str, str], Asset] = {}

    def page(self, language: str, readers: Mapping[str, list[Reader] | None]) -> Asset:
        """The page in a language; `readers` read what is written on it, None where that is not known now."""
        who = {kind: None if rows is None else [row.model_dump() for row in rows] for kind, rows in readers.items()}
        key = (language, json.dumps(who))
        if key not in self._made:
            facts = {"readers": who, "messageBytes": MESSAGE_BYTES, "fileBytes": FILE_BYTES, "languages": LANGUAGES}
            content = _page(self._template, language, self._catalogue, facts)
            self._made[key] = Asset.of(self._released(content), "index.html")
        return self._made[key]

    def _imported(self, first: str) -> list[str]:
        """The scripts that one needs before it can run, itself first; what it fetches later is not among them."""
        found = [first]
        for name in found:
            for path in _IMPORT.findall(self.files[name].content.decode()):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
                if target not in found:
                    found.append(target)
        return found

    def _released(self, html: str) -> bytes:
        return html.replace('"/web/', f'"/web/{self.release}/').encode()


def page_routes(site: Site, readers: Readers) -> APIRouter:
    """Routes of the page and its files."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    async def page(request: Request) -> Response:
        return _answer(site.page(_language(request), await readers.tell()), request)

    @routes.get("/docs")
    async def docs(request: Request) -> Response:
        return _answer(site.docs, request)

    @routes.get("/web/{name:path}")
    async def file(name: str, request: Request) -> Response:
        asset = site.files.get(name[found.end() :] if (found := _RELEASE.match(name)) else name)
        if asset is None:
            raise NotFound("ROUTE_UNKNOWN", "There is nothing at this address.")
        return _answer(asset, request, _KEPT if name.startswith(f"{site.release}/") else _REVALIDATED)

    return routes


def _page(template: str, language: str, catalogue: Mapping[str, Mapping[str, str]], facts: Mapping[str, object]) -> str:
    text = {key: row[language] for key, row in catalogue.items() if language in row}  # some plurals only Polish has
    filled = template.replace("{{language}}", language)
    filled = filled.replace("{{fonts}}", _PRELOAD if language == "pl" else "")
    for key in ("app.description", "app.noscript"):
        filled = filled.replace("{{" + key + "}}", text.pop(key))
    filled = filled.replace("{{app.title}}", text["app.title"])
    return filled.replace("{{text}}", _data(text)).replace("{{facts}}", _data(facts))


def _data(value: object) -> str:
    """JSON that cannot end the element it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _language(request: Request) -> str:
    """The first that is one of ours: `?lang=`, the cookie, the browser's languages in its order, English."""
    wanted = [request.query_params.get("lang", ""), request.cookies.get("lang", "")]
    return first_of([*wanted, *accepted(request.headers.get("accept-language", ""))])


def _answer(asset: Asset, request: Request, cache: Mapping[str, str] = _REVALIDATED) -> Response:
    headers = {**cache, "etag": asset.etag}
    if asset.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if asset.zipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.zipped, headers={**headers, "content-encoding": "gzip"}, media_type=asset.media_type)
    return Response(asset.content, headers=headers, media_type=asset.media_type)
