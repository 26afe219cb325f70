"""The general areas of work a question may be about: O*NET's generalized work activities in everyday words.

Rules:
1. A question is about an area, never about one niche task (seed 001, gap analysis prompt).
2. Each area is asked about once: openly when the person tells a lot, closed ("do you ...?") when they tell little.
3. A closed question names one or two plain tasks, which the shared reader of replies takes as confirmed by a "yes".

Ids and titles are elements 4.A.* of the O*NET content model. Elements that two people would not tell apart in talk share
one area. One table, kept in one piece; long because it is data.
"""

from __future__ import annotations

from typing import NamedTuple

from services.agent.core.types import Category


class Area(NamedTuple):
    """One area of work.

    Attributes:
        gwa_ids: the work activities it stands for; all of one category.
        title: how the record names it.
        side: how a reply names it, as in "the planning side".
        open_question: asks for a description.
        closed_question: can be answered with yes or no.
    """

    gwa_ids: tuple[str, ...]
    title: str
    side: str
    open_question: str
    closed_question: str


AREAS: tuple[Area, ...] = (
    Area(
        ("4.A.1.a.1",),
        "Getting Information",
        "research",
        "What information do you need for your work, and how do you get hold of it?",
        "Do you look things up or gather information from other people?",
    ),
    Area(
        ("4.A.1.a.2", "4.A.1.b.1"),
        "Monitoring Processes, Materials, or Surroundings",
        "keeping watch",
        "What do you have to keep an eye on while you work, so that nothing goes wrong?",
        "Do you monitor readings or watch for signs of trouble?",
    ),
    Area(
        ("4.A.1.b.2",),
        "Inspecting Equipment, Structures, or Materials",
        "inspections",
        "Which checks or inspections are yours to carry out?",
        "Do you inspect equipment or check finished work for defects?",
    ),
    Area(
        ("4.A.1.b.3",),
        "Estimating Quantities, Time, or Cost",
        "estimates",
        "What do you have to measure or estimate before work can start?",
        "Do you take measurements or estimate costs?",
    ),
    Area(
        ("4.A.2.a.1",),
        "Judging the Qualities of Objects, Services, or People",
        "judging quality",
        "What do you have to judge the quality of, be it products, services or people's work?",
        "Do you assess the quality of something, or evaluate how well people are doing?",
    ),
    Area(
        ("4.A.2.a.2",),
        "Processing Information",
        "working through figures",
        "What figures, forms or records do you have to work through, and what do you do with them?",
        "Do you compile figures or verify records?",
    ),
    Area(
        ("4.A.2.a.3",),
        "Evaluating Information to Determine Compliance with Standards",
        "seeing that rules are kept",
        "Which rules, laws or standards do you have to make sure are kept?",
        "Do you check compliance or enforce rules?",
    ),
    Area(
        ("4.A.2.a.4",),
        "Analyzing Data or Information",
        "the analytical side",
        "What do you have to analyze or get to the bottom of before something can be decided?",
        "Do you analyze data or look for the causes behind problems?",
    ),
    Area(
        ("4.A.2.b.1",),
        "Making Decisions and Solving Problems",
        "problem solving",
        "When something unexpected happens, what lands on your desk to sort out?",
        "Do you troubleshoot problems or decide what to do when plans change?",
    ),
    Area(
        ("4.A.2.b.2",),
        "Thinking Creatively",
        "the creative side",
        "What do you design or come up with yourself, rather than being handed it?",
        "Do you design new things or propose improvements?",
    ),
    Area(
        ("4.A.2.b.3",),
        "Updating and Using Relevant Knowledge",
        "staying current",
        "What do you do to keep up to date in your field?",
        "Do you attend training or read up on developments in your field?",
    ),
    Area(
        ("4.A.2.b.4",),
        "Developing Objectives and Strategies",
        "the longer view",
        "What say do you have in the longer-term goals, policies or strategy?",
        "Do you set goals or develop plans for the longer term?",
    ),
    Area(
        ("4.A.2.b.5", "4.A.2.b.6"),
        "Organizing, Planning, and Scheduling Work",
        "the planning side",
        "What do you have to plan or schedule, for yourself or for others?",
        "Do you schedule appointments or plan the work ahead?",
    ),
    Area(
        ("4.A.3.a.1",),
        "Performing General Physical Activities",
        "the physical side",
        "Which part of your work is physical, and what do you do there?",
        "Do you lift things or clean work areas?",
    ),
    Area(
        ("4.A.3.a.2",),
        "Handling and Moving Objects",
        "handling materials",
        "What do you put together, set up or take apart with your own hands?",
        "Do you assemble parts or prepare materials?",
    ),
    Area(
        ("4.A.3.a.3",),
        "Controlling Machines and Processes",
        "running machines",
        "If you run machines or instruments, what does that involve?",
        "Do you operate machines or adjust their settings?",
    ),
    Area(
        ("4.A.3.a.4",),
        "Operating Vehicles, Mechanized Devices, or Equipment",
        "driving",
        "If driving is part of your work, what do you drive and what for?",
        "Do you drive a vehicle?",
    ),
    Area(
        ("4.A.3.b.1",),
        "Working with Computers",
        "the computer side",
        "When you sit at a computer, what are you usually doing there?",
        "Do you enter data or build spreadsheets?",
    ),
    Area(
        ("4.A.3.b.2",),
        "Drafting and Specifying Technical Devices, Parts, and Equipment",
        "technical drawings",
        "Which plans, drawings or specifications do you draw up, if any?",
        "Do you draw up plans or write specifications?",
    ),
    Area(
        ("4.A.3.b.4", "4.A.3.b.5"),
        "Repairing and Maintaining Equipment",
        "repairs or upkeep",
        "When equipment needs repair or upkeep, what do you do yourself?",
        "Do you repair equipment or maintain machines?",
    ),
    Area(
        ("4.A.3.b.6",),
        "Documenting/Recording Information",
        "record keeping",
        "What do you have to write down, log or report, and for whom?",
        "Do you write reports or keep records?",
    ),
    Area(
        ("4.A.4.a.1",),
        "Interpreting the Meaning of Information for Others",
        "explaining things",
        "What do you find yourself explaining to other people again and again?",
        "Do you explain complicated things to others or translate documents?",
    ),
    Area(
        ("4.A.4.a.2",),
        "Communicating with Supervisors, Peers, or Subordinates",
        "working with colleagues",
        "What do you and your colleagues have to talk through or hand over to each other?",
        "Do you attend team meetings or brief your colleagues?",
    ),
    Area(
        ("4.A.4.a.3",),
        "Communicating with People Outside the Organization",
        "people outside your organization",
        "What do you take up with people outside your organization, such as suppliers or authorities?",
        "Do you correspond with suppliers or meet external partners?",
    ),
    Area(
        ("4.A.4.a.4",),
        "Establishing and Maintaining Interpersonal Relationships",
        "relationships",
        "What do you do to build relationships and keep them alive over time?",
        "Do you keep in touch with contacts or build new partnerships?",
    ),
    Area(
        ("4.A.4.a.5",),
        "Assisting and Caring for Others",
        "caring for people",
        "What do you do for people who depend on you for care or personal help?",
        "Do you care for people or give them personal assistance?",
    ),
    Area(
        ("4.A.4.a.6",),
        "Selling or Influencing Others",
        "selling or fundraising",
        "What do you have to win people over to, be it buying, giving or changing something?",
        "Do you sell products or promote an idea?",
    ),
    Area(
        ("4.A.4.a.7",),
        "Resolving Conflicts and Negotiating with Others",
        "settling complaints",
        "Which complaints, disputes or negotiations end up with you, if any?",
        "Do you resolve complaints or negotiate terms?",
    ),
    Area(
        ("4.A.4.a.8",),
        "Performing for or Working Directly with the Public",
        "serving the public",
        "What do you do face to face with customers, guests or the public?",
        "Do you serve customers or greet visitors?",
    ),
    Area(
        ("4.A.4.b.1", "4.A.4.b.2"),
        "Coordinating the Work and Activities of Others",
        "coordination",
        "When several people or teams have to work together, what is your part in lining them up?",
        "Do you coordinate the work of several people?",
    ),
    Area(
        ("4.A.4.b.3",),
        "Training and Teaching Others",
        "teaching",
        "What, if anything, do you teach other people or train them to do?",
        "Do you train new people or teach classes?",
    ),
    Area(
        ("4.A.4.b.4",),
        "Guiding, Directing, and Motivating Subordinates",
        "leading people",
        "If you lead or supervise other people, what does that involve?",
        "Do you supervise staff or assign work to others?",
    ),
    Area(
        ("4.A.4.b.5",),
        "Coaching and Developing Others",
        "coaching",
        "What part do you have in helping colleagues grow, through coaching or feedback?",
        "Do you mentor colleagues or give feedback on their work?",
    ),
    Area(
        ("4.A.4.b.6",),
        "Providing Consultation and Advice to Others",
        "advice",
        "What do people come to you for advice about?",
        "Do you advise clients or make recommendations to management?",
    ),
    Area(
        ("4.A.4.c.1",),
        "Performing Administrative Activities",
        "the paperwork",
        "What paperwork, filing or everyday administration comes with the job?",
        "Do you process paperwork or file documents?",
    ),
    Area(
        ("4.A.4.c.2",),
        "Staffing Organizational Units",
        "hiring",
        "When new people are hired, what is your part in it, if you have one?",
        "Do you interview candidates or hire staff?",
    ),
    Area(
        ("4.A.4.c.3",),
        "Monitoring and Controlling Resources",
        "budgeting",
        "Which budgets, stock or supplies are you answerable for, if any?",
        "Do you order supplies or manage a budget?",
    ),
)

LAST_RESORTS: tuple[Area, ...] = (
    # The seed's general gap areas (seed 001, gap detection), asked when nothing of the table above is left.
    Area(
        (),
        "Occasional or periodic tasks",
        "what comes round only now and then",
        "What comes round only once a month, a quarter or a year?",
        "Do you prepare monthly reports or take part in annual planning?",
    ),
    Area(
        (),
        "Problem-solving or troubleshooting",
        "the things that go wrong",
        "Think of the last thing that broke or went off course: what did you do about it?",
        "Do you respond to emergencies or fix mistakes?",
    ),
    Area(
        (),
        "Administrative tasks",
        "the office chores",
        "Which office chores are left to you, such as expenses, calendars or documentation?",
        "Do you file expense reports or keep calendars?",
    ),
    Area(
        (),
        "Learning or staying current",
        "learning",
        "What have you had to learn lately to do this job well?",
        "Do you take courses or learn new tools?",
    ),
)

_PREFIXES = {
    "4.A.1": Category.INFORMATION_INPUT,
    "4.A.2": Category.MENTAL_PROCESSES,
    "4.A.3": Category.WORK_OUTPUT,
    "4.A.4": Category.INTERACTING_WITH_OTHERS,
}
_BY_GWA = {gwa: area for area in AREAS for gwa in area.gwa_ids}
_BY_TITLE = {area.title: area for area in (*AREAS, *LAST_RESORTS)}


def area_of(gwa_id: str) -> Area | None:
    """The area a generalized work activity belongs to; ids of detailed ones are cut to their general one."""
    return _BY_GWA.get(".".join(gwa_id.split(".")[:5]))


def area_titled(title: str) -> Area | None:
    """The area with this title, None for the area of a model's question."""
    return _BY_TITLE.get(title)


def category_of(area: Area) -> Category | None:
    """The work category of an area; the last resorts have none."""
    return _PREFIXES[area.gwa_ids[0][:5]] if area.gwa_ids else None
