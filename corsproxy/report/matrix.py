"""The lint matrix as a table for the terminal: endpoints x ways, a letter for each browser that may not read."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from corsproxy.diagnose.lint.matrix import Cell, Situation
from corsproxy.diagnose.lint.subject import id_of, name_of

_LETTERS = {"chrome": "C", "firefox": "F", "safari": "S"}


def _way(cell: Cell) -> str:
    if cell.preflight:
        return "preflight"
    if cell.question.situation is not Situation.NORMAL:
        return cell.question.situation.value
    return cell.way.name


def render(cells: Iterable[Cell], *, width: int = 100, color: bool = False) -> str:
    """One table for each origin; a dot is readable, letters name the browsers that block, blank is impossible."""
    rows: dict[tuple[str, str, str], dict[tuple[str, str], dict[str, dict[str, bool]]]] = {}
    columns: dict[str, None] = {"preflight": None}
    for cell in cells:
        way = _way(cell)
        columns.setdefault(way)
        endpoint = (cell.endpoint.method, cell.endpoint.url.partition("://")[2].partition("/")[2])
        api = cell.endpoint.api
        row = rows.setdefault((id_of(api), name_of(api), cell.question.origin), {}).setdefault(endpoint, {})
        seen = row.setdefault(way, {})
        browser = cell.browser.name
        # a preflight passes when one of the sunny ways to answer it does
        seen[browser] = (seen.get(browser, False) or cell.readable) if cell.preflight else cell.readable
    out = StringIO()
    console = Console(file=out, width=width, force_terminal=color, color_system="standard" if color else None,
                      highlight=False)  # fmt: skip
    legend = {name: str(number) for number, name in enumerate(columns, 1)}
    for (_, api_name, origin), endpoints in rows.items():
        heading = f"{api_name}, for pages of {origin}"
        longest = max(len(f"{method} /{path}") for method, path in endpoints)
        room = min(max(longest, len("endpoint")), width // 2)
        for names in _side_by_side(columns, endpoints, width - room):
            table = Table(title=Text(heading), title_justify="left", pad_edge=False, box=None)
            table.add_column("endpoint", overflow="fold", min_width=room, max_width=room)
            for name in names:
                table.add_column(legend[name], justify="center", no_wrap=True)
            for (method, path), row in endpoints.items():
                table.add_row(Text(f"{method} /{path}"), *(_mark(row.get(name)) for name in names))
            console.print(table)
            console.print()
            heading += ", continued" if "continued" not in heading else ""
    for name, number in legend.items():
        console.print(Text(f"{number:>3}  {name}"))
    console.print(Text("  ·  readable   C F S  blocked in Chrome, Firefox, Safari   (blank: cannot happen)"))
    return out.getvalue()


def _side_by_side(
    columns: Iterable[str], endpoints: dict[tuple[str, str], dict[str, dict[str, bool]]], width: int
) -> list[list[str]]:
    """The columns that these endpoints have, in as many tables as it takes to show each in full."""
    parts: list[list[str]] = []
    left = 0
    for name in columns:
        marks = [_mark(row[name]).cell_len for row in endpoints.values() if name in row]
        if not marks:
            continue
        needed = max(2, *marks) + 2
        if not parts or needed > left:
            parts.append([])
            left = width
        parts[-1].append(name)
        left -= needed
    return parts


def _mark(seen: dict[str, bool] | None) -> Text:
    if seen is None:
        return Text("")
    blocked = "".join(_LETTERS.get(browser, "?") for browser, readable in seen.items() if not readable)
    return Text(blocked, style="red") if blocked else Text("·", style="green")
