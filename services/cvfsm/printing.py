"""The PDF of a session: printed, read back and compared, and kept until it is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.cvfsm.core.machine import wording
from services.cvfsm.core.machine.session import confirmed_data
from services.cvfsm.core.machine.steps import State
from services.cvfsm.core.machine.updates import section_order
from services.cvfsm.core.output.fit import SPANS, fewest_pages, heaviest
from services.cvfsm.core.output.page import MOST_PAGES, RenderOptions, page_of
from services.cvfsm.core.output.roundtrip import missing_or_invented
from services.cvfsm.photos import Photos
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
        self._photos = Photos(ports)

    async def printed(self, session: CvSession) -> tuple[tuple[Sentence, ...], bytes]:
        """Why the PDF does not count (empty when it does), and the PDF."""
        data = confirmed_data(session)
        try:
            options = replace(options_of(session), photo=await self._photos.of(session))
            pdf = await self._do.printer.render(data, options)
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
        pages=session.pages,
        template=session.template,
        paper=session.paper,
        text_size=session.text_size,
        section_order=section_order(session.updates),
    )


def _too_long(session: CvSession) -> Sentence:
    page, span = page_of(confirmed_data(session), session.language), SPANS[session.text_size]
    lines, parts = heaviest(page, session.pages, span)
    template = wording.PDF_LONG_ONE if session.pages == 1 else wording.PDF_LONG
    needed = max(fewest_pages(page, MOST_PAGES, span), min(session.pages + 1, MOST_PAGES))
    return template.say(pages=session.pages, lines=lines, parts="; ".join(parts), needed=needed)
