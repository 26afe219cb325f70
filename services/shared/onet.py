"""What every service knows of O*NET: the four groups of generalized work activities."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class WorkCategory(StrEnum):
    """A group of O*NET's generalized work activities (4.A.1 to 4.A.4), or not known."""

    UNKNOWN = ""
    INFORMATION_INPUT = "information_input"
    MENTAL_PROCESSES = "mental_processes"
    WORK_OUTPUT = "work_output"
    INTERACTING_WITH_OTHERS = "interacting_with_others"

    @classmethod
    def _missing_(cls, value: object) -> WorkCategory | None:
        """Read the other spellings: element ids of the content model, and what release 0.1 stored."""
        return _SPELLINGS.get(str(value))

    @property
    def contract_name(self) -> str:
        """Its name in `metier.onet_match.v1.WorkCategory`."""
        return f"WORK_CATEGORY_{self.name}" if self else "WORK_CATEGORY_UNSPECIFIED"


CATEGORIES: Final = tuple(category for category in WorkCategory if category)
"""The four that are known, in the order of their elements."""

_SPELLINGS: Final = {"unknown": WorkCategory.UNKNOWN} | {
    f"4.A.{number}": category for number, category in enumerate(CATEGORIES, start=1)
}
