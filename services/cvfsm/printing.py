"""The PDF of a session: printed, read back and compared, and kept until it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cvfsm.core.machine import wording
from services.cvfsm.core.machine.session import confirmed_data
from services.cvfsm.core.machine.steps import State
from services.cvfsm.core.machine.updates import section_order
from services.cvfsm.core.output.fit import heaviest
from services.cvfsm.core.output.page import RenderOptions, page_of
from services.cvfsm.core.output.roundtrip import missing_or_invented
from services.shared.errors import TooLarge, WrongState

if TYPE_CHECKING:
    from services.cvfsm.core.machine.session import CvSession
    from services.cvfsm.ports import Ports
    from services.shared.language.sentences import Sentence


class Printing:
    """Makes PDFs that say what the data says."""

    def __init__(self, ports: Ports) -> None:
        """Keep the ports."""
        self._do = ports

    async def printed(self, session: CvSession) -> tuple[tuple[Sentence, ...], bytes]:
        """Why the PDF does not count (empty when it does), and the PDF."""
        data = confirmed_data(session)
        try:
            pdf = await self._do.printer.render(data, options_of(session))
        except TooLarge:
            return (_too_long(session),), b""
        problems = missing_or_invented(data, await self._do.printer.extract(pdf), session.language)
        if problems:
            return (wording.PDF_DIFFERS.say(n=len(problems), first=problems[0][:200]),), b""
        return (), pdf

    async def kept(self, session: CvSession) -> bytes:
        """The PDF that was made last; one that is not kept is made again."""
        if not session.pdf:
            raise WrongState("PDF_NOT_READY", "No PDF was made yet.", stage=session.position.stage)
        found = await self._do.files.get(session.id, session.pdf)
        if found is None:
            failure, found = await self.printed(session)
            if failure or session.position.state is not State.DONE:
                raise WrongState("PDF_NOT_READY", "The PDF has to be made again.", stage=session.position.stage)
        return found


def options_of(session: CvSession) -> RenderOptions:
    """How a session's CV is printed."""
    return RenderOptions(
        language=session.language,
        pages=1 if session.pages == 1 else 2,
        template=session.template,
        paper=session.paper,
        section_order=section_order(session.updates),
    )


def _too_long(session: CvSession) -> Sentence:
    lines, parts = heaviest(page_of(confirmed_data(session), session.language), session.pages)
    template = wording.PDF_LONG_ONE if session.pages == 1 else wording.PDF_LONG
    return template.say(pages=session.pages, lines=lines, parts="; ".join(parts))
