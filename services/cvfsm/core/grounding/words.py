"""Word classes of the grounding gate: abbreviations, words that say nothing to check, words that raise a claim."""

from __future__ import annotations

from typing import Final

from services.shared.language.words import stem

# Multi-word names and their abbreviations; both sides are read in the long form.
EXPANSIONS: Final = {
    "bsc": "bachelor science",
    "ba": "bachelor arts",
    "beng": "bachelor engineering",
    "bed": "bachelor education",
    "llb": "bachelor laws",
    "msc": "master science",
    "ma": "master arts",
    "meng": "master engineering",
    "med": "master education",
    "llm": "master laws",
    "mba": "master business administration",
    "phd": "doctor philosophy",
    "ms": "microsoft",
    "uni": "university",
    "dept": "department",
    "lvl": "level",
    "cat": "category",
    "pgce": "postgraduate certificate education",
    "hons": "honours",
    "hr": "human resources",
    "mgmt": "management",
    "asst": "assistant",
    "approx": "approximately",
    "appt": "appointment",
    "appts": "appointments",
    "admin": "administration",
    "info": "information",
    "nvqs": "nvq",
    "it": "it",
    "gp": "gp",
}

# Products that are named with or without their maker.
PRODUCTS: Final = {
    maker: frozenset(names.split())
    for maker, names in {
        "microsoft": "word excel powerpoint outlook visio office sharepoint dynamics azure power teams onenote access windows sql exchange",
        "adobe": "photoshop illustrator indesign premiere acrobat lightroom creative xd",
        "google": "docs sheets analytics workspace drive forms slides ads calendar",
        "autodesk": "autocad revit inventor",
        "atlassian": "jira confluence",
        "amazon": "aws",
    }.items()
}

# Words in -ly that are no adverb of manner, or say more than how: where, how often, how far, alone.
_NOT_MANNER = """
family supply assembly reply apply anomaly monopoly elderly daily weekly monthly hourly yearly nightly quarterly
fortnightly annually nationally internationally globally regionally independently solely single-handedly singlehandedly
fluently jointly clinically comply multiply rely locally remotely online exclusively entirely fully wholly personally
early italy july butterfly bully jelly trolley dolly simultaneously publicly
"""
NOT_MANNER: Final = frozenset(_NOT_MANNER.split())

# Words that say nothing that could be checked: frame words of a CV line and manners of speech.
_NEUTRAL: Final = """
role position post job work working worker background experience experienced experiences career professional
skill skills skilled knowledge familiar familiarity ability able strong good solid proven practical hands-on
include including involve use using used via through within across alongside together along plus well
based currently current presently previously previous former formerly past recent recently late
hold holding have having with who also as per each every various several different range
responsible responsibility responsibilities duty duties task tasks activity activities
day-to-day basis regular regularly routine routinely ongoing overall general
reliable dedicated motivated committed careful careful carefully friendly organised enthusiastic hard-working
detail-oriented accurate accurately effective effectively efficient efficiently successful successfully safe safely
high-quality quality timely promptly politely thorough thoroughly consistent consistently
provide perform carry undertake ensure handle deal ensuring providing
person people person someone individual individuals part take taking took
level levels language languages speaker time times
area field front back company organisation firm business internal workplace send sending given set
certification certifications certificate certificates certified qualification qualifications
incoming outgoing new existing client clients customer customers user users colleague colleagues
scale specialise specialising focus focused focusing
follow around circa once earlier give given regard concern
own make made living live trade busy relevant necessary required needed correct proper clear appropriate suitable
team member matter element aspect process procedure purpose setting environment situation context kind type way
site premises need needs learn learning seek request requested
"""

# Words that make more of the work than was said: a line that has one needs one of the same weight in its source,
# and about the same object (docs/spec.md 6: no inventions). Any other verb may open a
# reworded line, as long as what it is about is in the source.
_CLAIMS: Final = """
lead led leader leadership head manage managed manager management supervise supervisor supervision oversee oversaw
direct director chair run charge coordinate coordinator coordination deputy senior principal chief mentor coach teach
train instruct tutor lecture counsel advise consult recruit hire appoint dismiss interview appraise delegate
found establish launch initiate introduce pioneer spearhead drive architect engineer invent devise design develop
plan strategise forecast budget negotiate approve authorise decide sign own represent win award
certify audit diagnose prescribe treat assess evaluate analyse research transform optimise streamline modernise
automate overhaul redesign restructure implement roll increase reduce improve grow boost cut save double triple
exceed surpass outperform raise secure generate expand accelerate maximise minimise eliminate halve achieve deliver
curate commission orchestrate install control command govern steer champion mastermind shape define enforce
reorganise standardise centralise digitise pilot
"""

# Nouns and adjectives that are a standing in themselves: they must be in the source as they are, not by their root
# ("accounts" makes no accountant).
_STANDING = """
manager leader director supervisor accountant engineer architect specialist consultant analyst expert lecturer officer
administrator coordinator controller auditor therapist designer developer technician planner curator buyer trainer
inspector president partner owner founder executive principal senior chief deputy chartered licensed
registered certified accredited qualified graduate master doctor professor nominee nominated winner award-winning published
independent independently sole
"""
STANDING: Final = frozenset(_STANDING.split())

_LESSER: Final = (
    "assistant trainee apprentice junior deputy mate acting student intern volunteer associate vice helper aide interim"
)
LESSER: Final = frozenset(_LESSER.split())
"""Words that make less of a title: without one of them it is another title."""

_STOP = """
a an and or the of in on at to for from by with as is are was were be been being am it its this that these those my
our their his her your i we they he she you me us them all both any some such up down out off over under about into
onto than then so too very not no nor but if while during after before since until till between among per via which
who whom whose what when where how there here also each every do does did doing done has have had having will would
can could should may might must own other others etc e.g i.e one ones more most
"""
STOP: Final = frozenset(_STOP.split())


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


NEUTRAL: Final = _stems(_NEUTRAL)
CLAIMS: Final = _stems(_CLAIMS)
