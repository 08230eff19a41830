"""The proxy's lines on standard output."""

from __future__ import annotations

import asyncio
import io

import pytest

from corsproxy.cli.terminal_lines import Lines, cut, laid_out

URL = "https://abcdefghij.execute-api.eu-west-1.amazonaws.com/prod/items"
LINE = (
    f"cors:blocked  OPTIONS 403  https://app.example.com -> PUT {URL}  chrome firefox safari blocked  "
    "PreflightMissingAllowOriginHeader (safari: PreflightInvalidStatus)  written by API Gateway itself, likely"
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_nothing_is_lost_and_host_and_path_stand_whole_on_one_line(width: int) -> None:
    rows = list(laid_out(LINE, width))
    assert URL in rows[0]
    assert rows[0].startswith("cors:blocked  OPTIONS 403  PUT https://")
    words = " ".join(rows).replace(" from ", " ").split()
    assert sorted(words) == sorted(LINE.replace(" -> ", " ").split())
    assert all(len(row) <= max(width, len(rows[0])) for row in rows)
    assert all(row.startswith(" " * 14) for row in rows[1:])


def test_a_line_that_fits_is_left_alone_and_so_is_what_is_no_verdict() -> None:
    assert list(laid_out(LINE, 400)) == [LINE]
    more = f"    simulated (HTTP API); as deployed: {'x' * 100}"
    assert list(laid_out(more, 80)) == [more]


def test_a_long_query_is_cut_the_path_never_is() -> None:
    shown = cut(f"GET {URL}?{'q' * 100}", 80)
    assert shown.startswith(f"GET {URL}?q")
    assert shown.endswith("q…")
    assert len(shown) == 80
    assert cut(f"GET {URL}", 20) == f"GET {URL}"


async def test_a_pipe_gets_one_line_a_fetch_and_all_at_once() -> None:
    out = io.StringIO()
    lines = Lines(out)
    lines.say(LINE)
    lines.say(LINE)
    assert out.getvalue() == "", "written together, a moment later"
    await asyncio.sleep(0.1)
    assert out.getvalue() == f"{LINE}\n{LINE}\n"


def test_without_a_loop_lines_are_written_now_and_a_terminal_gets_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = Terminal()
    Lines(out).say("cors:ok       200  https://a.example -> GET /  chrome firefox safari ok")
    assert out.getvalue().startswith("\x1b[32m\x1b[1mcors:ok\x1b[0m")


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    out = Terminal()
    Lines(out).say(LINE)
    assert "\x1b" not in out.getvalue()
    assert out.getvalue().startswith("cors:blocked  OPTIONS 403")
