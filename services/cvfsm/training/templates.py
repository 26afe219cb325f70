"""Layouts that other people made: JSON Resume themes (npm), RenderCV's themes (PyPI), LaTeX classes (Debian).

Each function turns contents into what the template reads. What a template leaves out of a content is found afterwards, in
the text of the page (`corpus`).
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from services.cvfsm.training.contents import Content, Item

THEMES: Final = [
    "even",
    "elegant",
    "stackoverflow",
    "kendall",
    "macchiato",
    "flat",
    "class",
    "modern",
    "onepage",
    "paper",
    "short",
    "spartan",
    "kards",
    "crisp",
    "compact",
    "slick",
    "eloquent",
    "caffeine",
    "material",
    "mantra",
    "orbit",
    "rocketspacer",
    "simplyelegant",
    "full",
    "straightforward",
    "autumn",
    "actual",
    "pumpkin",
    "papirus",
    "minyma",
    "onepage-plus",
    "relaxed",
    "projects",
    "jacrys",
    "lucide",
    "direct",
]
RENDERCV: Final = ("classic", "engineeringclassic", "engineeringresumes", "moderncv", "sb2nov")
Date = tuple[int, int]


def _iso(date: Date | None) -> str:
    return "" if date is None else f"{date[0]}-{date[1]:02d}"


def json_resume(content: Content) -> dict[str, Any]:
    """Return a JSON Resume, with the older names of its fields beside the newer ones."""
    first_link = next(iter(content.links), "")
    city, _, country = content.location.rpartition(", ")

    def work(job: Any) -> dict[str, Any]:
        return {
            "name": job.employer, "company": job.employer, "position": job.title, "location": job.location,
            "startDate": _iso(job.start) + "-01", "endDate": _iso(job.end) + "-01" if job.end else "", "summary": job.summary,
            "highlights": job.bullets, "url": job.link, "website": job.link,
        }  # fmt: skip

    def post(item: Item) -> dict[str, Any]:
        return {
            "organization": item.name, "position": item.by, "startDate": _iso(item.start) + "-01", "highlights": [],
            "endDate": _iso(item.end) + "-01" if item.end else "", "summary": item.text, "url": "", "website": "",
        }  # fmt: skip

    return {
        "basics": {
            "name": content.name, "label": content.headline, "email": content.email, "phone": content.phone, "summary": content.profile,
            "url": first_link, "website": first_link, "image": "", "picture": "",
            "location": {"address": "", "postalCode": "", "city": city or content.location, "region": "", "countryCode": country if city else ""},
            "profiles": [{"network": "GitHub" if "github" in link else "LinkedIn", "username": link.rstrip("/").rpartition("/")[2], "url": link} for link in content.links[1:]],
        },
        "work": [work(job) for job in content.jobs],
        "volunteer": [post(item) for item in content.volunteering],
        "education": [
            {"institution": s.institution, "studyType": s.kind, "area": s.area, "startDate": _iso(s.start) + "-01" if s.start else "",
             "endDate": _iso(s.end) + "-01" if s.end else "", "courses": s.details, "score": "", "gpa": "", "location": s.location, "url": ""}
            for s in content.studies
        ],
        "awards": [{"title": i.name, "awarder": i.by, "date": _iso(i.end) + "-01", "summary": ""} for i in content.awards],
        "certificates": [{"name": i.name, "issuer": i.by, "date": _iso(i.end) + "-01" if i.end else "", "url": ""} for i in content.certifications],
        "publications": [{"name": i.name, "publisher": i.by, "releaseDate": _iso(i.end) + "-01", "summary": "", "url": "", "website": ""} for i in content.publications],
        "skills": [{"name": group or "", "level": "", "keywords": items} if group else {"name": item, "level": "", "keywords": []}
                   for group, items in content.skills for item in ([group] if group else items)],
        "languages": [{"language": name, "fluency": level} for name, level in content.languages],
        "interests": [{"name": name, "keywords": []} for name in content.interests],
        "references": [{"name": text.split(",")[0], "reference": text} for text in content.references],
        "projects": [
            {"name": i.name, "description": i.text, "highlights": [], "keywords": [], "startDate": _iso(i.start) + "-01" if i.start else "",
             "endDate": _iso(i.end) + "-01" if i.end else "", "url": i.link, "roles": [], "entity": "", "type": ""} for i in content.projects
        ],
        "meta": {"theme": ""},
    }  # fmt: skip


def theme_pages(modules: Path, theme: str, contents: Sequence[Content]) -> list[str | None]:
    """Return the HTML that a theme makes of each content; None where it fails."""
    node = ["node", str(__file__).replace("templates.py", "json_resume.js"), str(modules), theme]
    resumes = json.dumps([json_resume(content) for content in contents])
    done = subprocess.run(node, input=resumes.encode(), capture_output=True, timeout=120, check=False)
    try:
        pages: list[str | None] = json.loads(done.stdout)
    except ValueError:
        return [None] * len(contents)
    return [_offline(page) if page else None for page in pages]


def _offline(page: str) -> str:
    """Return the page without what it would fetch, so that printing waits for nothing."""
    page = re.sub(r"<script\b[^>]*\bsrc=[^>]*>\s*</script>", "", page, flags=re.IGNORECASE)
    page = re.sub(r"<link\b[^>]*\bhref=[\"']?(?:https?:)?//[^>]*>", "", page, flags=re.IGNORECASE)
    return re.sub(r"@import\s+(?:url\()?[\"']?(?:https?:)?//[^;]*;", "", page)


def rendercv(content: Content, theme: str) -> dict[str, Any]:
    """Return RenderCV's input (YAML, of which JSON is a part)."""
    sections: dict[str, list[Any]] = {}
    if content.profile:
        sections["summary"] = [content.profile]
    sections["experience"] = [
        {"company": j.employer, "position": j.title, "location": j.location or None, "start_date": _iso(j.start),
         "end_date": _iso(j.end) or "present", "summary": j.summary or None, "highlights": j.bullets} for j in content.jobs
    ]  # fmt: skip
    if content.studies:
        sections["education"] = [
            {"institution": s.institution, "area": s.area or s.degree, "degree": s.kind if s.area else None, "location": s.location or None,
             "start_date": _iso(s.start) or None, "end_date": _iso(s.end) or ("present" if s.start else None), "highlights": s.details}
            for s in content.studies
        ]  # fmt: skip
    if content.languages:
        sections["languages"] = [{"label": name, "details": level or "B1"} for name, level in content.languages]
    if content.skills:
        sections["skills"] = [
            {"label": group or "Tools", "details": ", ".join(items)} for group, items in content.skills
        ]
    if content.projects:
        sections["projects"] = [
            {"name": i.name, "highlights": [i.text], "date": _iso(i.start) or None} for i in content.projects
        ]
    if content.awards:
        sections["awards"] = [{"bullet": f"{i.name} ({i.end[0] if i.end else ''})"} for i in content.awards]
    contact = {"name": content.name, "email": content.email, "location": content.location or None}
    return {"cv": {**contact, "sections": sections}, "design": {"theme": theme}}


# Icons are downloaded by Typst; a square stands for each.
ICONS_TYPST: Final = {
    "typst.toml": '[package]\nname = "fontawesome"\nversion = "0.5.0"\nentrypoint = "lib.typ"\n',
    "lib.typ": "#let fa-icon(name, size: 1em, ..rest) = box(width: size, height: size, stroke: 0.5pt)\n",
}
