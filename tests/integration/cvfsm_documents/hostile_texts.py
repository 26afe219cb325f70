"""CVs made of texts that break printers: markup, scripts, direction marks, long words, odd spaces. Seeded, so that a failure stays."""

from __future__ import annotations

import random
from typing import Final

from services.cvfsm.core.document.cv import CvData, EducationEntry, Language, WorkEntry

PIECES: Final = (
    "#let x = 1",
    '#eval("1")',
    "*bold* _it_ `raw`",
    "$x^2 + \\alpha$",
    "<label> @ref",
    "// no comment /* nor this */",
    "= Heading",
    "- list + enum / term: x",
    "\\u{41} \\n \\\\",
    "\"quoted\" 'single' “curly” ‘curly’",
    "{{7*7}} ${7*7} %s %n",
    "<script>alert(1)</script>",
    '=HYPERLINK("http://127.0.0.1/")',
    "'; DROP TABLE users; --",
    "../../etc/passwd",
    "a" * 180,
    "Donaudampfschifffahrtsgesellschaftskapitän" * 3,
    "https://example.org/" + "path/" * 30,
    "office affluent fjord ﬁ ﬂ ﬀ",
    "naïve café Å Å é é",
    "Łódź źdźbło Świętosław",
    "Ελένη Παπαδοπούλου",
    "Дмитрий Щербаков Ћирилица",
    "王小明 資深工程師",
    "山田太郎 エンジニア",
    "김민수 개발자",
    "محمد علي مهندس",
    "יוסף כהן מהנדס",
    "नरेंद्र शर्मा",
    "สมชาย ใจดี",
    "Հայկ ქართველი አማርኛ",
    "🎉 👩‍💻 🇪🇺 ✓ → ★ ♥",
    "½ ² ³ € £ ¥ ₹ § ¶ † ‡ … – — ‑ −",
    "zero\u200bwidth\u200cjoin\u200der\ufeff",
    "rtl\u202eoverride\u202c \u2066isolate\u2069",
    "nbsp\u00a0thin\u2009em\u2003ideo\u3000space",
    "tab\there\nnewline\r\nreturn",
    "bell\x07null\x00escape\x1b[31m",
    "private\ue000use \U000f0000plane",
    "soft\u00adhyphen state-of-the-art well–known",
    "C++ C# .NET F# R&D A/B",
    "100 % 1.000,50 1,000.50 (+44) 020 7946 0000",
    "I.I.I. e.g. i.e. etc.",
    "l1lI|O0",
    "~!@#$%^&*()_+`-={}|[]\\:\";'<>?,./",
)


def cv(seed: int) -> CvData:
    """Return a CV of one to two pages whose every field holds hostile text."""
    rng = random.Random(seed)

    def text(low: int = 1, high: int = 2) -> str:
        return " ".join(rng.choice(PIECES) for _ in range(rng.randint(low, high)))

    def texts(high: int) -> tuple[str, ...]:
        return tuple(text() for _ in range(rng.randint(0, high)))

    def period() -> tuple[str, str]:
        year = rng.randint(1980, 2020)
        return rng.choice(((f"{year}-03", "present"), (str(year), str(year + 2)), ("", str(year)), ("", "")))

    work = tuple(WorkEntry(text(1, 1), text(1, 1), *period(), text(1, 1), texts(3)) for _ in range(rng.randint(0, 3)))
    study = tuple(EducationEntry(text(1, 1), text(1, 1), *period(), "", texts(1)) for _ in range(rng.randint(0, 2)))
    return CvData(
        full_name=text(1, 1),
        email="a.b@example.org",
        phone="+44 20 7946 0000",
        location=text(1, 1),
        links=texts(1),
        profile="\n".join(texts(2)),
        work_experience=work,
        education=study,
        languages=tuple(Language(text(1, 1), rng.choice(("", "C1", "native"))) for _ in range(rng.randint(0, 2))),
        skills=texts(5),
        it_ai_skills=texts(3),
        certifications=texts(2),
        publications=texts(1),
        interests=texts(2),
        unsorted=texts(2),
    )
