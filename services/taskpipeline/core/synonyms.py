"""Words that can mean the same in an account of one person's work, and verbs that never do.

A group holds verbs, or nouns, that one person may use in turn for one thing; verbs and objects must both agree before
two statements do. Words in no group are the same only as themselves.
"""

from services.shared.language.words import stem

GROUPS: tuple[frozenset[str], ...] = tuple(
    frozenset(line.split())
    for line in (
        "check inspect examine control verify test monitor watch",
        "give administer pass dispense hand",
        "schedule arrange organize organise book plan coordinate set",
        "write prepare create draft produce compile make author develop compose",
        "fix repair mend resolve troubleshoot debug solve",
        "document record log chart note enter register",
        "teach train instruct coach mentor onboard induct precept tutor",
        "consult talk speak meet discuss confer liaise communicate chat",
        "clean wash wipe sanitize disinfect tidy scrub",
        "cut trim",
        "mark grade",
        "serve help assist",
        "update maintain edit",
        "talk call contact speak phone",
        "take draw collect",
        "follow chase",
        "answer respond reply handle",
        "call phone ring contact telephone",
        "order purchase buy procure requisition",
        "send submit deliver ship mail",
        "review assess evaluate examine appraise analyze analyse study",
        "reconcile balance match",
        "show demonstrate present demo exhibit",
        "manage oversee supervise direct lead run",
        "collect gather obtain pick fetch",
        "inform tell notify report update brief alert",
        "stock restock replenish refill fill",
        "sell market promote pitch",
        "interview recruit hire screen",
        "count inventory calculate tally",
        "invoice bill charge",
        "file archive store",
        "install mount fit",
        "design plan model",
        "place put position set",
        "load fill",
        "process handle complete",
        "start initiate insert",
        "negotiate bargain",
        "admit register enroll",
        "cook prepare make bake",
    )
)
NOUN_GROUPS: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split())
    for line in (
        "till register checkout cashdesk",
        "medication meds medicine drug pill tablet",
        "vehicle car van truck lorry rig",
        "customer client shopper patron buyer guest",
        "pupil student kid child learner",
        "homework assignment coursework",
        "invoice bill",
        "phone call telephone",
        "colleague coworker staff employee worker personnel",
        "newbie starter hire recruit newcomer trainee apprentice junior",
        "contract agreement",
        "website webpage page site",
        "report summary document",
        "bug defect issue problem fault",
        "stock inventory stocktake stocktaking",
        "appointment meeting",
        "email mail message inbox",
        "machine equipment",
        "schedule rota roster timetable",
        "candidate applicant",
        "parent family relative",
        "lesson class",
        "leadership executive management boss board",
        "animal livestock cattle",
        "order requisition",
        "complaint grievance",
        "garden lawn yard",
        "meal food dish lunch dinner",
        "test exam examination",
        "paperwork form document",
        "payment bill invoice",
        "picture photo photograph image",
    )
)
CANONICAL = {stem(word): stem(group[0]) for group in reversed(NOUN_GROUPS) for word in group}
"""Stem of a noun -> the stem its group goes by; a noun in two groups goes by the first."""
EMPTY_VERBS = frozenset({"perform", "do", "handle", "conduct", "manage", "process", "have", "work", "complete"})
"""Verbs whose object names the doing: "perform maintenance" is "maintain"."""
CONTRARY: frozenset[tuple[str, str]] = frozenset(
    (pair.split("/")[0], pair.split("/")[1])
    for pair in [
        "write/review",
        "load/unload",
        "open/close",
        "buy/sell",
        "purchase/sell",
        "hire/fire",
        "lock/unlock",
        "pack/unpack",
        "send/receive",
        "enter/issue",
        "start/stop",
        "install/remove",
        "write/edit",
        "teach/learn",
        "teach/assess",
        "design/test",
        "build/test",
        "write/test",
        "prepare/present",
        "prepare/review",
        "create/review",
        "plan/review",
        "draft/review",
        "write/read",
        "book/cancel",
        "issue/collect",
        "clean/check",
        "take/give",
        "make/serve",
        "prepare/serve",
        "order/receive",
        "give/take",
        "plan/run",
        "schedule/attend",
        "assign/complete",
    ]
)
"""Verbs that are different work on the same thing, even where vectors say the statements are close."""

_BY_VERB = {verb: [group for group in GROUPS if verb in group] for group in GROUPS for verb in group}


def same_verb(a: str, b: str) -> bool:
    """Say whether two base verbs can mean the same activity."""
    return a == b or (a in EMPTY_VERBS and b in EMPTY_VERBS) or any(b in group for group in _BY_VERB.get(a, ()))
