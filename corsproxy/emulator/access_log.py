"""One line per request: what was asked, what was answered, by whom, and how long it took."""

from __future__ import annotations

from functools import lru_cache

from corsproxy.emulator.function_log import printable
from corsproxy.gateway.answer import Answer
from corsproxy.http.message import Exchange
from corsproxy.http.secrets import redact_url

_LONGEST_PATH = 200


@lru_cache(maxsize=1024)
def _shown_path(url: str) -> str:
    start = url.find("/", url.find("://") + 3)
    path = printable(redact_url(url[start:] if start >= 0 else "/"))
    return f"{path[:_LONGEST_PATH]}…" if len(path) > _LONGEST_PATH else path


def access_line(exchange: Exchange, answer: Answer | None) -> str:
    """`204  OPTIONS  /items  cors-configuration  0.4 ms`, columns aligned; an error's line ends with its reason.

    Query parameters that are secrets are struck out, the host is left away.
    """
    request = exchange.request
    path = _shown_path(request.url)
    spent = f"{(exchange.ended - exchange.started) * 1000:.1f} ms"
    if answer is None or exchange.response is None:
        return f"---  {request.method:<7}  {path:<40}  {exchange.failure}  {spent}"
    author = answer.author
    who = f"{author.layer.value} {author.type}".rstrip()
    status = exchange.response.status
    line = f"{status}  {request.method:<7}  {path:<40}  {who:<46}  {spent:>9}"
    return f"{line}  {printable(answer.because)}" if status >= 400 else line
