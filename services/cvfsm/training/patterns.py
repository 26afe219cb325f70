"""Forms of an entry's header, as people set them.

``//`` begins a line, ``>>`` moves to the right edge, ``<<`` closes a margin at the left; ``{field}`` is dropped with the mark before it
where the content has none.
"""

from __future__ import annotations

from typing import Final

PATTERNS: Final = (
    "{title} >> {date} // {org}, {place}",
    "{org} >> {place} // {title} >> {date}",
    "{org} >> {date} // {title} >> {place}",
    "{title} >> {place} // {org} >> {date}",
    "{title}, {org} >> {date} // {place}",
    "{date} << {title} // {org}, {place}",
    "{date} << {title}, {org}, {place}",
    "{date} << {org}, {place} // {title}",
    "{date} // {place} << {title} // {org}",
    "{org} | {title} | {place} | {date}",
    "{title} | {org} | {date}",
    "{title} | {org} // {date} | {place}",
    "{org}: {title} // {date}",
    "{title} AT {org} ({date})",
    "{title} AT {org} // {date} · {place}",
    "{date} // {title} // {org} // {place}",
    "{title} // {org} // {date} // {place}",
    "{org} // {title} // {date}",
    "{org}, {place} // {title}, {date}",
    "{org} ({place}) // {title} ({date})",
    "{date}: {title}, {org}, {place}",
    "{date} – {org} // {title}",
    "{date} {org} – {title}",
    "{place}, {date} // {org} // {title}",
    "{place} >> {date} // {org} // {title}",
    "{title} – {org}, {place} >> {date}",
    "{org} – {title} >> {date}",
    "{org}, {title}, {date}",
    "{title} – {org} [{date}]",
    "{title} • {org} • {place} // {date}",
    "{date} | {place} // {title} | {org}",
    "{title} // {date} – {place} // {org}",
    "{date} {title} {org}",
    "{title} {org} // {date} {place}",
    "{date} // {title} – {org}",
    "{org}, {place} — {title} // {date}",
    "{title} >> {org} // {date} >> {place}",
    "{org} >> {title} // {place} >> {date}",
    "{title}, {date} // {org}",
    "{title} / {org} / {date}",
    "{org} // {date} >> {title}",
    "{title} ({org}, {place}) >> {date}",
    "{org} >> {title} >> {date}",
    "{title} >> {org} >> {date}",
    "{org} >> {place} >> {date} // {title}",
    "{date} >> {title} >> {org}, {place}",
    "{title}, {place} // {org} >> {date}",
    "{org}, {place} >> {date} // {title}",
    "{title} >> {date} // {org}",
    "{title} // {org}, {place} >> {date}",
    "{org} // {title} | {date} | {place}",
    "{date} << {org} // {title} // {place}",
)
MARKS: Final = (", ", " | ", " – ", " - ", " · ", " • ", " AT ", ": ", " / ", " — ", "  ")
