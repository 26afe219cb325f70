"""Verbs that can mean the same activity, and verbs that never do although their objects are alike.

A group holds verbs one person may use in turn for one activity; the object decides whether they do. Verbs in no group
are the same only as themselves.
"""

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
        "clean wash wipe sanitize disinfect tidy mop dust scrub",
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
EMPTY_VERBS = frozenset({"perform", "do", "handle", "conduct", "manage", "process", "have", "work", "complete"})
"""Verbs that agree with any other verb of the same object: "perform maintenance", "maintain equipment"."""
CONTRARY: frozenset[tuple[str, str]] = frozenset(
    (pair.split("/")[0], pair.split("/")[1])
    for pair in ["write/review", "load/unload", "open/close", "buy/sell", "hire/fire", "lock/unlock", "pack/unpack", "send/receive", "enter/issue", "start/stop", "install/remove", "write/edit", "teach/learn", "teach/assess", "design/test", "build/test", "write/test", "prepare/present", "prepare/review", "create/review", "plan/review", "draft/review", "write/read", "book/cancel", "issue/collect", "clean/check", "take/give", "make/serve", "prepare/serve", "order/receive", "give/take", "plan/run", "schedule/attend", "assign/complete"]
)
"""Verbs that are different work on the same thing, even where vectors say the statements are close."""

_BY_VERB = {verb: [group for group in GROUPS if verb in group] for group in GROUPS for verb in group}


def same_verb(a: str, b: str) -> bool:
    """Say whether two base verbs can mean the same activity."""
    if a == b or a in EMPTY_VERBS or b in EMPTY_VERBS:
        return True
    return any(b in group for group in _BY_VERB.get(a, ()))
