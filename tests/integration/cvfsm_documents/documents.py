"""Word files from a small markup, one line a paragraph, so that a test shows the document it reads.

``# text`` heading 1, ``## text`` heading 2, ``* text`` list item, ``! text`` bold, ``!! text`` large and bold, ``a | b`` at the
start of a line after ``|`` a table row (cells apart by `` | ``, lines in a cell by ``\\n``), ``[box] text`` text box, ``[head] text``
and ``[foot] text`` page header and footer, an empty line an empty paragraph, everything else plain text with ``\\t`` as tab.
"""

from __future__ import annotations

import io
from typing import Final

import docx
from docx.oxml import parse_xml
from docx.shared import Pt

_NS: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def build(markup: str) -> bytes:
    """Return the DOCX of a markup text."""
    document = docx.Document()
    table = None
    for line in markup.strip("\n").split("\n"):
        if line.startswith("| "):
            cells = line[2:].split(" | ")
            if table is None or len(table.columns) != len(cells):
                table = document.add_table(rows=0, cols=len(cells))
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                _cell(cell, text)
            continue
        table = None
        _paragraph(document, line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _cell(cell, text):
    for number, part in enumerate(text.split("\\n")):
        paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
        _styled(paragraph, part)


def _paragraph(document, line):
    if line.startswith("[box] "):
        paragraphs = "".join(f"<w:p><w:r><w:t>{part}</w:t></w:r></w:p>" for part in line[6:].split("\\n"))
        content = f"<w:txbxContent>{paragraphs}</w:txbxContent>"
        shape = f"<wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp>"
        document.element.body.insert(
            len(document.element.body) - 1,
            parse_xml(
                f'<w:p {_NS}><w:r><mc:AlternateContent><mc:Choice Requires="wps">{shape}</mc:Choice>'
                f"<mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback>"
                "</mc:AlternateContent></w:r></w:p>"
            ),
        )
    elif line.startswith("[head] "):
        document.sections[0].header.paragraphs[0].text = line[7:]
    elif line.startswith("[foot] "):
        document.sections[0].footer.paragraphs[0].text = line[7:]
    else:
        _styled(document.add_paragraph(), line)


def _styled(paragraph, line):
    for mark, style in (("# ", "Heading 1"), ("## ", "Heading 2"), ("* ", "List Bullet")):
        if line.startswith(mark):
            paragraph.style = style if paragraph.part is None else paragraph.part.document.styles[style]
            paragraph.add_run(line[len(mark) :])
            return
    big, bold = line.startswith("!! "), line.startswith("! ")
    run = paragraph.add_run(line[3:] if big else line[2:] if bold else line)
    run.bold = True if big or bold else None
    if big:
        run.font.size = Pt(22)
