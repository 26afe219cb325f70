"""Our own layouts as web pages, for Chromium to print."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.cvfsm.training.entries import Part, Row
    from services.cvfsm.training.layouts import Section, Sheet
    from services.cvfsm.training.styles import Look


def page(sheet: Sheet) -> str:
    """Return the HTML of a sheet."""
    style = sheet.style
    main = "".join(_section(s, sheet) for s in sheet.sections if not s.side)
    side = "".join(_section(s, sheet) for s in sheet.sections if s.side)
    head = "".join(_row(row, sheet) for row in sheet.head)
    if style.beside:
        name, rest = ("".join(_row(row, sheet) for row in rows) for rows in (sheet.head[:1], sheet.head[1:]))
        head = f"<div class=r><div>{name}</div><div>{rest}</div></div>"
    align = "center" if style.center else "left"
    body = f'<header style="text-align:{align}">{head}</header>'
    if side:
        share = style.two_column_share
        if style.columns == "left":
            columns, cells = f"{share}% 1fr", f"<aside>{side}</aside><main>{main}</main>"
        else:
            columns, cells = f"1fr {share}%", f"<main>{main}</main><aside>{side}</aside>"
        if style.order < 0.3:
            body = (
                f'<div class=grid style="grid-template-columns:{columns}">'
                + cells.replace("<aside>", f"<aside>{head}" if style.order < 0.15 else "<aside>").replace(
                    "<main>", "<main>" if style.order < 0.15 else f"<main>{head}"
                )
                + "</div>"
            )
        else:
            body += f'<div class=grid style="grid-template-columns:{columns}">{cells}</div>'
    else:
        body += main
    footer = html.escape(sheet.footer).replace("{a}", '" counter(page) "').replace("{b}", '" counter(pages) "')
    margin_box = (
        f'@bottom-{"center" if style.center else "right"} {{ content: "{footer}"; font-size: 8pt }}'
        if sheet.footer
        else ""
    )
    rule = "border-bottom:1px solid #999;" if style.heading_mark == "rule" else ""
    spaced = "letter-spacing:.25em;" if style.heading_mark == "spaced" else ""
    grid = "display:grid;grid-template-columns:20% 1fr;column-gap:10px;" if style.margin_headings else ""
    return f"""<!doctype html><meta charset=utf-8><style>
@page {{ size: {style.page}; margin: {style.margins}mm; {margin_box} }}
body {{ font: {style.size}pt/{style.spacing} "{style.font}", sans-serif; margin: 0 }}
.grid {{ display:grid; column-gap: 18px }} section {{ {grid} margin-bottom: {style.air}em }}
.h {{ {rule}{spaced} font-family: "{style.heading_font}"; margin: {style.air}em 0 {style.air / 2}em }}
.r {{ display:flex; justify-content:space-between; gap: 12px }} .m {{ display:grid; grid-template-columns: {22 if not side else 30}% 1fr; gap: 10px }}
.gap {{ margin-top: {style.air}em }} .b {{ padding-left: 1.4em; text-indent: -1em }} ul {{ margin: 0; padding-left: 1.4em }}
.bars div:not(.h):not(:has(div))::after {{ content: ""; display: block; height: 5px; width: 60%; background: #888 }}
</style>{body}"""


def _section(section: Section, sheet: Sheet) -> str:
    rows = section.rows
    bars = " bars" if sheet.style.scale == "bar" and section.kind == "languages" else ""
    headed = bool(rows) and rows[0].kind == "heading"
    if sheet.style.margin_headings:
        heading = _row(rows[0], sheet) if headed else ""
        return f"<section class='{bars}'><div>{heading}</div><div>{_rows(rows[headed:], sheet)}</div></section>"
    return f"<section class='{bars}'>{_rows(rows, sheet)}</section>"


def _rows(rows: Sequence[Row], sheet: Sheet) -> str:
    """Rows below a margin stay in the column beside it."""
    out: list[str] = []
    index = 0
    while index < len(rows):
        row = rows[index]
        if not row.margin:
            out.append(_row(row, sheet))
            index += 1
            continue
        end = index + 1
        while end < len(rows) and not rows[end].margin and rows[end].kind != "heading" and not rows[end].gap:
            end += 1
        inner = "".join(_row(r, sheet, bare=True) for r in rows[index:end])
        margin = _parts(row.margin, sheet)
        out.append(f'<div class="m{" gap" if row.gap else ""}"><div>{margin}</div><div>{inner}</div></div>')
        index = end
    return "".join(out)


def _row(row: Row, sheet: Sheet, *, bare: bool = False) -> str:
    left = _parts(row.parts, sheet)
    if row.margin and not bare:
        return f"<div class=m><div>{_parts(row.margin, sheet)}</div><div>{left}</div></div>"
    if row.kind == "bullet":
        mark = sheet.style.bullet
        if sheet.style.rules and mark == "•":
            return f"<ul><li>{left}{_right(row, sheet)}</li></ul>"
        left = f"{mark}&nbsp;{left}" if mark else left
        return f'<div class="b{" gap" if row.gap else ""}">{left}{_right(row, sheet)}</div>'
    classes = ["h"] if row.kind == "heading" else []
    classes += ["gap"] if row.gap and row.kind != "heading" else []
    if row.right:
        cells = "".join(f"<span>{_parts(part, sheet)}</span>" for part in (row.middle, row.right) if part)
        return f'<div class="r {" ".join(classes)}"><span>{left}</span>{cells}</div>'
    return f'<div class="{" ".join(classes)}">{left}</div>'


def _right(row: Row, sheet: Sheet) -> str:
    return f'<span style="float:right">{_parts(row.right, sheet)}</span>' if row.right else ""


def _parts(parts: Iterable[Part], sheet: Sheet) -> str:
    return "".join(f'<span style="{_css(look, sheet)}">{_text(text)}</span>' for text, look in parts)


def _text(text: str) -> str:
    return html.escape(text).replace("\n", "<br>").replace("  ", " &nbsp;")


def _css(look: Look, sheet: Sheet) -> str:
    rules = []
    if look.bold:
        rules.append("font-weight:bold")
    if look.italic:
        rules.append("font-style:italic")
    if look.caps:
        rules.append("text-transform:uppercase")
    if look.size:
        rules.append(f"font-size:{sheet.style.size + look.size}pt")
    if look.color:
        rules.append(f"color:{look.color}")
    return ";".join(rules)
