"""LaTeX classes of Debian, and two articles of our own like those that students pass on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from services.cvfsm.training.contents import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.cvfsm.training.contents import Content

Date = tuple[int, int]

# Icons come from a package that is large; a square stands for each.
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
        names = vocabulary(content.language)["locale_months"]
        return form.format(y=date[0], m=date[1], name=names[date[1] - 1])

    last = one(end) if end else vocabulary(content.language)["present"][0] if start else ""
    return " -- ".join(part for part in (one(start) if start else "", last) if part)


def _head(content: Content, kind: str) -> str:
    return tex(vocabulary(content.language)[f"head.{kind}"][0])


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
