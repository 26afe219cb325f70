"""Layouts that other people made: JSON Resume themes (npm), RenderCV's themes (PyPI), LaTeX classes (Debian).

Each function turns contents into what the template reads. What a template leaves out of a content is found afterwards, in
the text of the page (`corpus`).
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any, Final

from services.cvfsm.training.contents import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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


# Icons come from packages that are large (LaTeX) or downloaded (Typst); a square stands for each.
ICONS_TYPST: Final = {
    "typst.toml": '[package]\nname = "fontawesome"\nversion = "0.5.0"\nentrypoint = "lib.typ"\n',
    "lib.typ": "#let fa-icon(name, size: 1em, ..rest) = box(width: size, height: size, stroke: 0.5pt)\n",
}
ICONS_TEX: Final = "\\ProvidesPackage{fontawesome5}\\newcommand\\faIcon[2][]{\\rule{1ex}{1ex}}" + "".join(
    f"\\newcommand\\fa{name}[1][]{{\\rule{{1ex}}{{1ex}}}}"
    for name in [
        "Asterisk",
        "BabyCarriage",
        "Bitbucket",
        "Circle",
        "Envelope",
        "Fax",
        "Github",
        "GithubSquare",
        "Gitlab",
        "Globe",
        "GlobeAfrica",
        "GlobeAmericas",
        "GlobeAsia",
        "GlobeEurope",
        "Home",
        "Inbox",
        "Linkedin",
        "LinkedinIn",
        "Mobile",
        "Orcid",
        "Phone",
        "Print",
        "Researchgate",
        "Skype",
        "StackOverflow",
        "Telegram",
        "Twitter",
        "TwitterSquare",
        "Whatsapp",
        "Xing",
        "XingSquare",
    ]
)

_TEX: Final = str.maketrans(
    {
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\^{}",
        "\\": r"\textbackslash{}",
    }
)


def tex(text: str) -> str:
    """Return the text escaped for LaTeX."""
    return text.translate(_TEX)


def _period(content: Content, start: Date | None, end: Date | None, form: str = "{m:02d}/{y}") -> str:
    def one(date: Date) -> str:
        names = words(content.language)["locale_months"]
        return form.format(y=date[0], m=date[1], name=names[date[1] - 1])

    last = one(end) if end else words(content.language)["present"][0] if start else ""
    return " -- ".join(part for part in (one(start) if start else "", last) if part)


def _head(content: Content, kind: str) -> str:
    return tex(words(content.language)[f"head.{kind}"][0])


def _items(content: Content, make: Callable[[str], str]) -> str:
    parts = []
    if content.skills:
        parts.append(
            f"\\section{{{_head(content, 'skills')}}}\n"
            + "\n".join(make(f"{g}: {', '.join(i)}" if g else ", ".join(i)) for g, i in content.skills)
        )
    if content.interests:
        parts.append(f"\\section{{{_head(content, 'interests')}}}\n" + make(", ".join(content.interests)))
    return "\n".join(parts)


def _bullets(texts: Sequence[str]) -> str:
    return "\\begin{itemize}" + "".join(f"\\item {tex(t)}" for t in texts) + "\\end{itemize}" if texts else ""


def moderncv(content: Content, style: str) -> str:
    """Return a LaTeX file for a style of the class moderncv."""
    first, _, last = content.name.rpartition(" ")
    form = {
        "classic": "{m:02d}/{y}",
        "casual": "{y}",
        "banking": "{name} {y}",
        "oldstyle": "{y}--{m:02d}",
        "fancy": "{m:02d}.{y}",
    }[style]
    jobs = "\n".join(
        f"\\cventry{{{_period(content, j.start, j.end, form)}}}{{{tex(j.title)}}}{{{tex(j.employer)}}}{{{tex(j.location)}}}{{}}{{{tex(j.summary)}{_bullets(j.bullets)}}}"
        for j in content.jobs
    )
    studies = "\n".join(
        f"\\cventry{{{_period(content, s.start, s.end, form)}}}{{{tex(s.degree)}}}{{{tex(s.institution)}}}{{{tex(s.location)}}}{{}}{{{tex('; '.join(s.details))}}}"
        for s in content.studies
    )
    languages = "\n".join(
        f"\\cvitemwithcomment{{{tex(name)}}}{{{tex(level)}}}{{}}" for name, level in content.languages
    )
    speak = f"\\section{{{_head(content, 'languages')}}}\n{languages}" if languages else ""
    profile = (
        f"\\section{{{_head(content, 'profile')}}}\\cvitem{{}}{{{tex(content.profile)}}}" if content.profile else ""
    )
    learnt = f"\\section{{{_head(content, 'education')}}}\n{studies}" if studies else ""
    place = f"\\address{{{tex(content.location)}}}{{}}{{}}" if content.location else ""
    phone = f"\\phone[mobile]{{{tex(content.phone)}}}" if content.phone else ""
    title = f"\\title{{{tex(content.headline)}}}" if content.headline else ""
    rest = _items(content, lambda t: f"\\cvitem{{}}{{{tex(t)}}}")
    return f"""\\documentclass[11pt,a4paper,sans]{{moderncv}}
\\moderncvstyle{{{style}}}\\moderncvcolor{{blue}}\\usepackage[utf8]{{inputenc}}\\usepackage[T1]{{fontenc}}\\usepackage{{lmodern}}\\usepackage[scale=0.78]{{geometry}}
\\name{{{tex(first)}}}{{{tex(last)}}}{title}{place}{phone}\\email{{{tex(content.email)}}}
\\begin{{document}}\\makecvtitle
{profile}
\\section{{{_head(content, "work")}}}
{jobs}
{learnt}
{speak}
{rest}
\\end{{document}}"""


def europasscv(content: Content, _: str) -> str:
    """Return a LaTeX file for the class europasscv."""
    jobs = "\n".join(
        f"\\ecvtitle{{{_period(content, j.start, j.end)}}}{{{tex(j.title)}}}\\ecvitem{{}}{{{tex(j.employer)}{', ' + tex(j.location) if j.location else ''}}}"
        + (f"\\ecvitem{{}}{{{_bullets(j.bullets)}}}" if j.bullets else "")
        for j in content.jobs
    )
    studies = "\n".join(
        f"\\ecvtitle{{{_period(content, s.start, s.end)}}}{{{tex(s.degree)}}}\\ecvitem{{}}{{{tex(s.institution)}{', ' + tex(s.location) if s.location else ''}}}"
        for s in content.studies
    )
    native = content.languages[0][0] if content.languages else ""
    spoken = f"\\ecvsection{{{_head(content, 'languages')}}}\\ecvmothertongue{{{tex(native)}}}" if native else ""
    content.languages[1:] = []
    learnt = f"\\ecvsection{{{_head(content, 'education')}}}{studies}" if studies else ""
    skills = f"\\ecvsection{{{_head(content, 'skills')}}}" + "".join(
        f"\\ecvblueitem{{{tex(g)}}}{{{tex(', '.join(i))}}}" for g, i in content.skills
    )
    return f"""\\documentclass[{_EUROPASS[content.language]},a4paper]{{europasscv}}\\usepackage[utf8]{{inputenc}}\\usepackage[T1]{{fontenc}}\\usepackage{{lmodern}}
\\ecvname{{{tex(content.name)}}}\\ecvaddress{{{tex(content.location)}}}\\ecvmobile{{{tex(content.phone)}}}\\ecvemail{{{tex(content.email)}}}
\\begin{{document}}\\begin{{europasscv}}\\ecvpersonalinfo
\\ecvsection{{{_head(content, "work")}}}
{jobs}
{learnt}
{spoken}
{skills if content.skills else ""}
\\end{{europasscv}}\\end{{document}}"""


_EUROPASS: Final = {
    "en": "english",
    "de": "german",
    "pl": "polish",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
}


def curve(content: Content, _: str) -> str:
    """Return a LaTeX file with rubrics of keyed entries, as the class curve sets them."""

    def rubric(title: str, rows: Sequence[str]) -> str:
        return (
            f"\\section*{{{title}}}\\begin{{longtable}}{{@{{}}p{{0.22\\textwidth}}p{{0.74\\textwidth}}@{{}}}}"
            + "\\\\\n".join(rows)
            + "\\end{longtable}"
            if rows
            else ""
        )

    jobs = [
        f"{_period(content, j.start, j.end, '{y}')} & \\textbf{{{tex(j.title)}}}. {tex(j.employer)}{', ' + tex(j.location) if j.location else ''}. {tex(' '.join(j.bullets))}"
        for j in content.jobs
    ]
    studies = [
        f"{_period(content, s.start, s.end, '{y}')} & \\textbf{{{tex(s.degree)}}}. {tex(s.institution)}"
        for s in content.studies
    ]
    languages = [f"{tex(name)} & {tex(level)}" for name, level in content.languages]
    skills = [f"{tex(g)} & {tex(', '.join(i))}" for g, i in content.skills]
    return f"""\\documentclass[a4paper]{{article}}\\usepackage[utf8]{{inputenc}}\\usepackage[T1]{{fontenc}}\\usepackage{{lmodern,longtable}}\\usepackage[margin=2.2cm]{{geometry}}
\\setlength\\parindent{{0pt}}\\begin{{document}}{{\\LARGE\\textsc{{{tex(content.name)}}}}}\\hfill\\begin{{tabular}}{{r@{{}}}}{tex(content.location)}\\\\{tex(content.phone)}\\\\{tex(content.email)}\\end{{tabular}}
{rubric(_head(content, "education"), studies)}{rubric(_head(content, "work"), jobs)}{rubric(_head(content, "languages"), languages)}{rubric(_head(content, "skills"), skills)}
\\end{{document}}"""


def resume_article(content: Content, style: str) -> str:
    """Return a LaTeX file like those students pass on: bold employer and place, italic title and dates."""
    flip = style == "title"

    def entry(one: str, two: str, place: str, date: str, bullets: Sequence[str]) -> str:
        a, b = (two, one) if flip else (one, two)
        return f"\\textbf{{{tex(a)}}} \\hfill {tex(place)}\\\\\\textit{{{tex(b)}}} \\hfill {date}\n{_bullets(bullets)}\\medskip\n\n"

    form = "{name} {y}"
    jobs = "".join(
        entry(j.employer, j.title, j.location, _period(content, j.start, j.end, form), j.bullets) for j in content.jobs
    )
    studies = "".join(
        entry(s.institution, s.degree, s.location, _period(content, s.start, s.end, form), s.details)
        for s in content.studies
    )
    languages = (
        f"\\section*{{{_head(content, 'languages')}}}{tex(', '.join(f'{n} ({level})' if level else n for n, level in content.languages))}"
        if content.languages
        else ""
    )
    learnt = f"\\section*{{{_head(content, 'education')}}}{studies}" if studies else ""
    return f"""\\documentclass[a4paper,10pt]{{article}}\\usepackage[utf8]{{inputenc}}\\usepackage[T1]{{fontenc}}\\usepackage{{lmodern,titlesec}}\\usepackage[margin=1.8cm]{{geometry}}
\\titleformat{{\\section}}{{\\scshape\\large}}{{}}{{0em}}{{}}[\\titlerule]\\setlength\\parindent{{0pt}}\\begin{{document}}\\begin{{center}}{{\\Huge\\scshape {tex(content.name)}}}\\\\{tex(" | ".join(t for t in (content.phone, content.email, content.location) if t))}\\end{{center}}
{learnt}\\section*{{{_head(content, "work")}}}{jobs}{languages}
{_items(content, tex).replace("section", "section*")}
\\end{{document}}"""


LATEX: Final[dict[str, tuple[Callable[[Content, str], str], str]]] = {
    **{f"moderncv-{style}": (moderncv, style) for style in ("classic", "casual", "banking", "oldstyle", "fancy")},
    "europasscv": (europasscv, ""),
    "curve": (curve, ""),
    "article-employer": (resume_article, "employer"),
    "article-title": (resume_article, "title"),
}
