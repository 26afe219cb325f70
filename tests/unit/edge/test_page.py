"""The page's files: complete catalogue, safe data, small weight."""

import json
import re
import shutil

import pytest

from services.edge.page import LANGUAGES, WEB, Site, _data, _language

CATALOGUE = json.loads((WEB / "catalogue.json").read_text("utf-8"))
SCRIPTS = {path: path.read_text("utf-8") for path in (WEB / "js").rglob("*.js")}
WEIGHT_BYTES = 110_000
"""The page's budget: all views in one language but without the fonts, compressed."""


class Asked:
    """A request as far as the choice of language looks at it."""

    def __init__(self, query: str = "", cookie: str = "", header: str = "") -> None:
        self.query_params = {"lang": query} if query else {}
        self.cookies = {"lang": cookie} if cookie else {}
        self.headers = {"accept-language": header}


@pytest.mark.parametrize("key", CATALOGUE)
def test_every_text_is_there_in_every_language_with_the_same_places_to_fill(key):
    row = CATALOGUE[key]
    assert set(row) == ({"pl"} if key.endswith((".few", ".many")) else set(LANGUAGES))
    assert all(text.strip() for text in row.values())
    places = {language: set(re.findall(r"\{\w+\}", text)) for language, text in row.items()}
    assert len({frozenset(found) for found in places.values()}) == 1


def test_every_text_a_script_asks_for_by_name_is_in_the_catalogue():
    asked = {key for text in SCRIPTS.values() for key in re.findall(r'\bt\("([a-z][\w.-]*)"', text)}
    counted = {key for text in SCRIPTS.values() for key in re.findall(r'\btn\("([a-z][\w.-]*)"', text)}
    assert asked - set(CATALOGUE) == set()
    assert {f"{key}.other" for key in counted} - set(CATALOGUE) == set()


def test_no_script_can_turn_a_string_into_markup_or_code():
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc")
    assert {path.name for path, text in SCRIPTS.items() if forbidden.search(text)} == set()


def test_nothing_of_the_page_comes_from_another_server():
    files = [
        *SCRIPTS.values(),
        *(path.read_text("utf-8") for path in WEB.rglob("*") if path.suffix in {".css", ".html"}),
    ]
    addresses = {found for text in files for found in re.findall(r"""["'(](?:https?:)?//[^"')]+""", text)}
    assert {found for found in addresses if "www.w3.org/2000/svg" not in found} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_page_weighs_less_than_its_budget(language):
    site = Site()
    own = [
        asset for name, asset in site.files.items() if not name.startswith(("fonts/", "docs", "js/docs", "style/docs"))
    ]
    weight = sum(len(asset.zipped or asset.content) for asset in [site.page(language, {"chat": [], "cv": []}), *own])
    assert weight <= WEIGHT_BYTES, f"{weight} bytes"


def test_files_name_each_other_relatively_so_that_they_stay_in_their_release():
    absolute = re.compile(r"""(?:url\(|from|import)\s*\(?["']/""")
    styles = {path: path.read_text("utf-8") for path in (WEB / "style").glob("*.css")}
    assert {path.name for path, text in (SCRIPTS | styles).items() if absolute.search(text)} == set()


def test_another_file_makes_another_release(tmp_path):
    shutil.copytree(WEB, tmp_path / "web")
    (tmp_path / "web" / "js" / "theme.js").write_text("// another")
    assert Site(tmp_path / "web").release != Site().release


def test_data_in_the_page_cannot_end_its_element():
    assert "</script>" not in _data({"text": "</script><script>alert(1)</script>"})
    assert json.loads(_data({"text": "</script>"})) == {"text": "</script>"}


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        (Asked(query="de", cookie="fr", header="pl"), "de"),
        (Asked(cookie="fr", header="pl"), "fr"),
        (Asked(header="pt-BR,pl;q=0.8,en;q=0.5"), "pl"),
        (Asked(query="../../etc", header="xx"), "en"),
        (Asked(), "en"),
    ],
)
def test_the_language_is_the_first_wish_we_can_fulfil(asked, language):
    assert _language(asked) == language


def test_the_page_names_every_script_that_the_first_view_imports_and_no_other():
    site = Site()
    html = site.page("en", {}).content.decode()
    named = re.findall(rf'modulepreload" href="/web/{site.release}/(js/[^"]+)"', html)
    assert named[0] == "js/app.js"
    assert {"js/dom.js", "js/views/start.js", "js/parts/confirm.js"} < set(named)
    assert not {"js/views/chat.js", "js/views/cv.js", "js/docs.js"} & set(named)
    assert len(named) == len(set(named))
