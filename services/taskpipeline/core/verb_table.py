"""From the verbs people say to the verbs O*NET writes.

The table counts as an explanation: a statement may hold the right-hand verb where its lineage holds the left-hand one.
Each line keeps the meaning; where O*NET uses the spoken verb itself (write, check, order) there is no line.
"""

from services.shared.language.words import word_set

PHRASAL = {
    "deal with": "handle",
    "take care of": "handle",
    "look after": "manage",
    "look into": "investigate",
    "look at": "examine",
    "look for": "search for",
    "look over": "review",
    "look up": "look up",
    "keep an eye on": "monitor",
    "keep track of": "track",
    "make sure": "ensure",
    "go through": "review",
    "go over": "review",
    "fill in": "complete",
    "fill out": "complete",
    "write up": "write",
    "write down": "record",
    "note down": "record",
    "jot down": "record",
    "put together": "prepare",
    "put in": "place",
    "sort out": "resolve",
    "figure out": "determine",
    "find out": "determine",
    "work out": "calculate",
    "set up": "set up",
    "set out": "set out",
    "carry out": "perform",
    "hand out": "distribute",
    "hand over": "hand over",
    "pick up": "collect",
    "drop off": "deliver",
    "ring up": "process",
    "cash up": "count",
    "clean up": "clean",
    "clean down": "clean",
    "tidy up": "tidy",
    "wash up": "wash",
    "type up": "type",
    "draw up": "prepare",
    "read up on": "study",
    "follow up on": "follow up on",
    "follow up with": "follow up with",
    "chase up": "follow up on",
    "check in with": "consult",
    "meet up with": "meet with",
    "catch up with": "meet with",
    "talk to": "consult",
    "talk with": "consult",
    "speak to": "consult",
    "speak with": "consult",
    "chat with": "consult",
    "help out with": "assist with",
    "help with": "assist with",
    "bring in": "bring in",
    "send out": "send",
    "send off": "send",
    "get together": "compile",
    "turn on": "switch on",
    "show around": "guide",
}
"""Verb and particle -> verb; the longest entry that fits wins. "X together" may have its object in between."""

PLAIN = {
    "handle": "handle",
    "do": "perform",
    "chase": "follow up on",
    "fix": "repair",
    "tell": "inform",
    "help": "assist",
    "get": "obtain",
    "grab": "collect",
    "fetch": "collect",
    "buy": "purchase",
}
"""Single verbs; `fix` and `show` change only before some objects, see `KEEPS`."""

KEEPS = {
    "fix": frozenset({"bugs", "bug", "issues", "problems", "defects"}),
    "get": frozenset({"ready"}),
    "help": frozenset(),
    "chase": frozenset(),
    "show": frozenset({"houses", "house", "properties", "property", "flats", "apartments", "homes"}),
}
"""Objects before which a verb stays as said."""

CONDUCTED = word_set(
    """
    onboarding standups stand-ups induction inductions orientation interview interviews meeting meetings training trainings survey surveys audit
    audits inspection inspections assessment assessments review reviews session sessions workshop workshops class
    classes tour tours demo demos demonstration demonstrations research round rounds drill drills handover handovers
    appraisal appraisals test tests experiment experiments briefing briefings visit visits walkthrough walkthroughs
    """
)
"""Activities that O*NET says people conduct; "handle", "do", "run", "have" and a bare noun become "conduct"."""

PROCESSED = word_set(
    """
    payroll invoices invoice expenses expense claims orders returns refunds payments applications paperwork mail post
    deliveries admissions benefits reservations bookings registrations accruals
    """
)
"""Activities that O*NET says people process."""

PREPARED = word_set(
    """
    report reports quotes quote budgets budget estimates proposals forecasts minutes presentation presentations slides
    newsletter newsletters statements contracts drawings dashboards meals food documentation
    """
)
"""Activities that O*NET says people prepare."""

MANAGED = word_set(
    """
    diary diaries calendar calendars emails email inbox inboxes accounts campaigns complaints scheduling stock inventory
    socials phones logistics compliance admin
    """
)
"""Activities people manage."""

LIGHT = frozenset({"do", "handle", "run", "have", "hold", "cover", "manage", "get"})
"""Verbs that say little of their own; before the nouns above they give way to the noun's own verb."""

ADMINISTERED = word_set(
    "meds medication medications ivs injections vaccinations vaccines oxygen chemo anaesthetics anesthetics"
)
"""Treatments people administer."""
NOUN_VERBS: dict[str, str] = {
    **dict.fromkeys(CONDUCTED, "conduct"),
    **dict.fromkeys(PROCESSED, "process"),
    **dict.fromkeys(PREPARED, "prepare"),
    **dict.fromkeys(MANAGED, "manage"),
    **dict.fromkeys(ADMINISTERED, "administer"),
}
DEFAULT_VERB = "perform"
"""The verb of an activity that names itself ("CPR", "microscopy"); O*NET: "Perform ..."."""

FROM_NOUN = {
    "maintenance": "maintain",
    "analysis": "analyze",
    "analyses": "analyze",
    "repair": "repair",
    "repairs": "repair",
    "sale": "sell",
    "sales": "sell",
    "purchase": "purchase",
    "payment": "pay",
    "payments": "pay",
    "check": "check",
    "checks": "check",
    "count": "count",
    "counts": "count",
    "change": "change",
    "changes": "change",
    "inspection": "inspect",
    "inspections": "inspect",
    "installation": "install",
    "installations": "install",
    "preparation": "prepare",
    "management": "manage",
    "supervision": "supervise",
    "coordination": "coordinate",
    "administration": "administer",
    "evaluation": "evaluate",
    "assessment": "assess",
    "assessments": "assess",
    "review": "review",
    "reviews": "review",
    "order": "order",
    "update": "update",
    "updates": "update",
    "collection": "collect",
    "delivery": "deliver",
    "removal": "remove",
    "entry": "enter",
    "reconciliation": "reconcile",
    "reconciliations": "reconcile",
    "development": "develop",
    "production": "produce",
    "distribution": "distribute",
    "translation": "translate",
    "documentation": "document",
    "calibration": "calibrate",
    "charge": "charge",
    "drop": "drop",
    "audit": "audit",
    "audits": "audit",
    "audition": "audition",
    "visit": "visit",
    "visits": "visit",
}
"""Nouns that name the doing of a verb: "hydrant inspections" is "inspect hydrants"."""
