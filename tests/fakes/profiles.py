"""Profiles for tests of the actions service."""

from services.actions.core.types import ActionType, Match, OnetTask, Profile, ProfileTask, Recommendation, Support
from services.shared.onet import WorkCategory

GAPS = (
    OnetTask(
        "11", "Advise managers on budget matters.", "Advise others on finances.", WorkCategory.INTERACTING_WITH_OTHERS
    ),
    OnetTask("12", "Examine accounts for errors.", "Examine financial records.", WorkCategory.INFORMATION_INPUT),
    OnetTask("13", "Develop spending forecasts.", "Forecast trends.", WorkCategory.MENTAL_PROCESSES),
    OnetTask("14", "Prepare licensing documents.", "Prepare documents.", WorkCategory.WORK_OUTPUT),
)
TASKS = (
    ProfileTask("t1", "Prepare quarterly reports for senior leadership", WorkCategory.WORK_OUTPUT, "", 40.0),
    ProfileTask("t2", "Analyze proposed legislation", WorkCategory.MENTAL_PROCESSES),
    ProfileTask("t3", "Brief the minister on housing policy", WorkCategory.INTERACTING_WITH_OTHERS),
)
MATCHES = (
    Match(
        "13-2031.00",
        "Budget Analysts",
        0.7,
        (Support("t1", 0.8), Support("t2", 0.5)),
        GAPS,
        (
            Recommendation(ActionType.SKILL, "Learn how to examine financial records", ("12",)),
            Recommendation(ActionType.EXPERIENCE, "Take on work in which you advise managers", ("11",)),
            Recommendation(ActionType.VISIBILITY, "Show how you prepare reports", ("99",)),
        ),
        4,
    ),
)
ANALYST = Profile("Policy Analyst", TASKS, MATCHES)
BARE = Profile("", (ProfileTask("only", "Fix leaking pipes"),))
