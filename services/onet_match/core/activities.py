"""The work activities of the O*NET content model and the four categories they fall into.

The titles are those of elements 4.A.* in the content model reference of O*NET 29.3. They are part of the taxonomy, not
of a data set, so they stand here for releases (and the default data) that carry only the ids.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from services.shared.onet import CATEGORIES, WorkCategory

if TYPE_CHECKING:
    from collections.abc import Iterable


CATEGORY_TITLES: dict[WorkCategory, str] = {
    WorkCategory.INFORMATION_INPUT: "Information Input",
    WorkCategory.MENTAL_PROCESSES: "Mental Processes",
    WorkCategory.WORK_OUTPUT: "Work Output",
    WorkCategory.INTERACTING_WITH_OTHERS: "Interacting With Others",
}

GWA_TITLES: dict[str, str] = {
    "4.A.1.a.1": "Getting Information",
    "4.A.1.a.2": "Monitoring Processes, Materials, or Surroundings",
    "4.A.1.b.1": "Identifying Objects, Actions, and Events",
    "4.A.1.b.2": "Inspecting Equipment, Structures, or Materials",
    "4.A.1.b.3": "Estimating the Quantifiable Characteristics of Products, Events, or Information",
    "4.A.2.a.1": "Judging the Qualities of Objects, Services, or People",
    "4.A.2.a.2": "Processing Information",
    "4.A.2.a.3": "Evaluating Information to Determine Compliance with Standards",
    "4.A.2.a.4": "Analyzing Data or Information",
    "4.A.2.b.1": "Making Decisions and Solving Problems",
    "4.A.2.b.2": "Thinking Creatively",
    "4.A.2.b.3": "Updating and Using Relevant Knowledge",
    "4.A.2.b.4": "Developing Objectives and Strategies",
    "4.A.2.b.5": "Scheduling Work and Activities",
    "4.A.2.b.6": "Organizing, Planning, and Prioritizing Work",
    "4.A.3.a.1": "Performing General Physical Activities",
    "4.A.3.a.2": "Handling and Moving Objects",
    "4.A.3.a.3": "Controlling Machines and Processes",
    "4.A.3.a.4": "Operating Vehicles, Mechanized Devices, or Equipment",
    "4.A.3.b.1": "Working with Computers",
    "4.A.3.b.2": "Drafting, Laying Out, and Specifying Technical Devices, Parts, and Equipment",
    "4.A.3.b.4": "Repairing and Maintaining Mechanical Equipment",
    "4.A.3.b.5": "Repairing and Maintaining Electronic Equipment",
    "4.A.3.b.6": "Documenting/Recording Information",
    "4.A.4.a.1": "Interpreting the Meaning of Information for Others",
    "4.A.4.a.2": "Communicating with Supervisors, Peers, or Subordinates",
    "4.A.4.a.3": "Communicating with People Outside the Organization",
    "4.A.4.a.4": "Establishing and Maintaining Interpersonal Relationships",
    "4.A.4.a.5": "Assisting and Caring for Others",
    "4.A.4.a.6": "Selling or Influencing Others",
    "4.A.4.a.7": "Resolving Conflicts and Negotiating with Others",
    "4.A.4.a.8": "Performing for or Working Directly with the Public",
    "4.A.4.b.1": "Coordinating the Work and Activities of Others",
    "4.A.4.b.2": "Developing and Building Teams",
    "4.A.4.b.3": "Training and Teaching Others",
    "4.A.4.b.4": "Guiding, Directing, and Motivating Subordinates",
    "4.A.4.b.5": "Coaching and Developing Others",
    "4.A.4.b.6": "Providing Consultation and Advice to Others",
    "4.A.4.c.1": "Performing Administrative Activities",
    "4.A.4.c.2": "Staffing Organizational Units",
    "4.A.4.c.3": "Monitoring and Controlling Resources",
}

_GWA_LEVELS = 5  # "4.A.2.a.4" has five parts; a DWA id goes on with ".I09.D01"
_CATEGORY_LEVELS = 3


def gwa_of(element_id: str) -> str:
    """The generalized work activity a DWA, IWA or GWA id belongs to."""
    return ".".join(element_id.split(".")[:_GWA_LEVELS])


_BY_ELEMENT = {f"4.A.{number}": category for number, category in enumerate(CATEGORIES, start=1)}


@cache
def category_of(element_id: str) -> WorkCategory | None:
    """The category a work activity id belongs to, None for ids outside 4.A.1 to 4.A.4."""
    prefix = ".".join(element_id.split(".")[:_CATEGORY_LEVELS])
    return _BY_ELEMENT.get(prefix)


def main_category(element_ids: Iterable[str]) -> WorkCategory | None:
    """The category of most of the activities; ties go to the one named first."""
    votes = Counter(found for element in element_ids if (found := category_of(element)) is not None)
    return votes.most_common(1)[0][0] if votes else None
