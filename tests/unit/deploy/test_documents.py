"""What a document names is there."""

import re
import subprocess

import pytest

from tests.paths import ROOT

DOCUMENTS = sorted(
    path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PATH_IN_TEXT = re.compile(r"`((?:services|tests|protos|deploy|docs|evals)/[\w./-]+\.\w+)`")
CITED = re.compile(r"docs/(\w+)\.md ([A-F]?\d+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_and_path_of_a_document_leads_somewhere(document):
    text = document.read_text()
    links = [link for link in LINK.findall(text) if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in links if not (document.parent / link).exists()] == []
    assert [path for path in PATH_IN_TEXT.findall(text) if not (ROOT / path).exists()] == []


def test_every_section_and_row_the_code_cites_is_in_its_document():
    found = subprocess.run(
        ["git", "grep", "-hoE", r"docs/(spec|reliability)\.md [A-F]?[0-9]+", "--", ":!docs"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    cited = set(CITED.findall(found))
    assert len(cited) > 20
    spec, reliability = ((ROOT / "docs" / f"{name}.md").read_text() for name in ("spec", "reliability"))
    there = {("spec", number) for number in re.findall(r"^## (\d+)\.", spec, re.MULTILINE)}
    there |= {("reliability", row) for row in re.findall(r"^\| ([A-F]\d+) \|", reliability, re.MULTILINE)}
    there |= {("reliability", f"E{number}") for number in range(1, 4)}
    assert cited - there == set()
