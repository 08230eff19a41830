"""What stands in the browser's console when a fetch is over, each browser in its own words."""

from __future__ import annotations

from corsproxy.fetch.console_chrome import chrome_lines
from corsproxy.fetch.console_firefox import firefox_lines
from corsproxy.fetch.console_safari import safari_lines
from corsproxy.fetch.moves import End


def console_lines(end: End) -> tuple[str, ...]:
    """Every line the browser prints, exactly and in order; the standard prints none."""
    match end.browser.name:
        case "chrome":
            return chrome_lines(end)
        case "firefox":
            return firefox_lines(end)
        case "safari":
            return safari_lines(end)
        case _:
            return ()
