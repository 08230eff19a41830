"""What a Chromium says of its own requests: the DevTools protocol, spoken over a pair of pipes.

https://chromedevtools.github.io/devtools-protocol/ ; the browser is started with --remote-debugging-pipe and reads
NUL-terminated JSON on descriptor 3, writes it on descriptor 4. No port is opened.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

_LONGEST_MESSAGE = 256 * 1024 * 1024
_FIRST_FREE_DESCRIPTOR = 10


class Gone(Exception):
    """The browser ended, or never came up."""


@dataclass(slots=True)
class Seen:
    """One request as the browser experienced it.

    `error` is `corsErrorStatus.corsError`, empty where the request did not fail for CORS; `failed` is the
    browser's error text (`net::ERR_FAILED`), empty where it did not fail at all.
    """

    request_id: str
    method: str
    url: str
    resource_type: str
    origin: str = ""
    error: str = ""
    parameter: str = ""
    failed: str = ""
    status: int = 0
    finished: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


Listener = Callable[[str, dict[str, Any], str], None]


class DevTools:
    """One browser, started and listened to; `seen` holds its requests in the order in which they began."""

    def __init__(self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._pid = pid
        self._reader, self._writer = reader, writer
        self._next = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._sessions: dict[str, asyncio.Future[str]] = {}
        self._by_id: dict[tuple[str, str], Seen] = {}
        self.seen: list[Seen] = []
        self.gone = asyncio.Event()
        self._background: set[asyncio.Task[Any]] = set()
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls, arguments: tuple[str, ...], environment: Mapping[str, str]) -> DevTools:
        """Start the browser of this command line (with --remote-debugging-pipe in it); OSError where it cannot be."""
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        # above the two descriptors that the browser expects, so that duplicating one does not overwrite the other
        high_in = fcntl.fcntl(theirs_in, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE_DESCRIPTOR)
        high_out = fcntl.fcntl(theirs_out, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE_DESCRIPTOR)
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            pid = os.posix_spawn(  # noqa: ASYNC221 -- it only starts the process, and does not wait
                arguments[0],
                arguments,
                {**os.environ, **environment},
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, high_in, 3),
                    (os.POSIX_SPAWN_DUP2, high_out, 4),
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                ],
                setpgroup=0,  # a group of its own: Ctrl-C is for us, and all its processes end together
            )
        except BaseException:
            os.close(ours_in)
            os.close(ours_out)
            raise
        finally:
            os.close(high_in)
            os.close(high_out)
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=_LONGEST_MESSAGE)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(ours_in, "rb", 0))
        transport, protocol = await loop.connect_write_pipe(
            asyncio.streams.FlowControlMixin, os.fdopen(ours_out, "wb", 0)
        )
        return cls(pid, reader, asyncio.StreamWriter(transport, protocol, None, loop))

    async def watch(self) -> None:
        """Listen to every page, frame and worker from its first request on."""
        await self.call(
            "Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True,
            filter=[{"type": "browser", "exclude": True}, {"type": "tab", "exclude": True}, {}],
        )  # fmt: skip

    async def open(self, url: str) -> None:
        """Open a page in a new tab, listened to from its very first request on."""
        created = await self.call("Target.createTarget", url="about:blank")
        session = await self._session_of(str(created.get("targetId", "")))
        await self.call("Page.navigate", session, url=url)

    def _session_of(self, target: str) -> asyncio.Future[str]:
        """Done when that target is listened to."""
        return self._sessions.setdefault(target, asyncio.get_running_loop().create_future())

    async def call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """Send a command and wait for its result; raises `Gone` when the browser ends first."""
        self._next += 1
        number = self._next
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        waiting = self._waiting[number] = asyncio.get_running_loop().create_future()
        if self.gone.is_set():
            raise Gone("the browser has ended")
        self._writer.write(json.dumps(message).encode("utf-8") + b"\0")
        answer = await waiting
        if "error" in answer:
            raise Gone(f"{method}: {answer['error'].get('message', 'refused')}")
        result = answer.get("result", {})
        return result if isinstance(result, dict) else {}

    async def _listen(self) -> None:
        try:
            while True:
                raw = await self._reader.readuntil(b"\0")
                try:
                    self._take(json.loads(raw[:-1]))
                except (KeyError, TypeError):  # an event of another shape than we know is no reason to go deaf
                    continue
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            pass
        finally:
            self.gone.set()
            waiters: list[asyncio.Future[Any]] = [*self._waiting.values(), *self._sessions.values()]
            for waiting in waiters:
                if not waiting.done():
                    waiting.set_exception(Gone("the browser has ended"))
                    waiting.exception()  # whoever does not wait any more need not hear of it

    def _take(self, message: dict[str, Any]) -> None:
        if "id" in message:
            waiting = self._waiting.pop(message["id"], None)
            if waiting is not None and not waiting.done():
                waiting.set_result(message)
            return
        method, parameters, session = (
            message.get("method", ""),
            message.get("params", {}),
            message.get("sessionId", ""),
        )
        if method == "Target.attachedToTarget":
            self._spawn(self._greet(parameters["sessionId"], parameters["targetInfo"]["targetId"]))
        elif method.startswith("Network."):
            self._network(method.removeprefix("Network."), parameters, session)

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _greet(self, session: str, target: str) -> None:
        """A new page: listen to its network, and to what it opens, before it runs."""
        for method, parameters in (
            ("Network.enable", {}),
            ("Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}),
            ("Runtime.runIfWaitingForDebugger", {}),
        ):
            with suppress(Gone):  # a worker has no targets of its own, a page may be gone already
                await self.call(method, session, **parameters)
        listened = self._session_of(target)
        if not listened.done():
            listened.set_result(session)

    def _network(self, event: str, parameters: dict[str, Any], session: str) -> None:
        key = (session, str(parameters.get("requestId", "")))
        if event == "requestWillBeSent":
            request = parameters["request"]
            earlier = self._by_id.get(key)
            if earlier is not None:  # the same id again is the next hop of a redirect: one fetch
                return
            seen = Seen(key[1], request["method"], request["url"], parameters.get("type", ""))
            seen.headers = request.get("headers", {})
            self._by_id[key] = seen
            self.seen.append(seen)
            return
        found = self._by_id.get(key)
        if found is None:
            return
        if event == "responseReceived":
            found.status = parameters["response"]["status"]
        elif event == "loadingFailed":
            found.finished = True
            found.failed = parameters.get("errorText", "failed")
            status = parameters.get("corsErrorStatus") or {}
            found.error, found.parameter = status.get("corsError", ""), status.get("failedParameter", "")
        elif event == "loadingFinished":
            found.finished = True

    async def close(self) -> None:
        """End the browser and all its processes."""
        with suppress(Gone, TimeoutError, OSError):
            async with asyncio.timeout(3):
                await self.call("Browser.close")
                await self.gone.wait()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGTERM)
        await asyncio.get_running_loop().run_in_executor(None, self._reap)
        self._listening.cancel()
        self._writer.close()

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)
