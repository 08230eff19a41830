"""The runtime of Python functions: run as a plain script by the function's own interpreter.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html

It may not import anything of corsproxy's, nor anything outside the standard library, and runs on any Python
that a function may name. It speaks HTTP by hand, because importing and running `http.client` would cost every cold
start and every invocation more than the handler itself; and where whoever starts it has a line for it, over that.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import logging
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

VERSION = "/2018-06-01/runtime"


def received(source: socket.socket, buffer: bytes) -> tuple[dict[str, str], bytes, bytes]:
    """One answer of the Runtime API: headers by lower-case name, the body, and what has come behind it.

    `buffer` is what has come already. The answer ends this process when whoever started it is gone.
    """
    while b"\r\n\r\n" not in buffer:
        buffer += more(source)
    head, _, body = buffer.partition(b"\r\n\r\n")
    headers: dict[str, str] = {}
    for line in head.decode("latin-1").split("\r\n")[1:]:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    length = int(headers.get("content-length", "0"))
    if len(body) < length:
        pieces = [body]
        have = len(body)
        while have < length:
            pieces.append(more(source))
            have += len(pieces[-1])
        body = b"".join(pieces)
    return headers, body[:length], body[length:]


def more(source: socket.socket) -> bytes:
    """What comes next."""
    piece = source.recv(262144)
    if not piece:
        # whoever started this process is gone, and so is its reason to live
        os._exit(0)
    return piece


class Api:
    """The Runtime API over one connection that is kept."""

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.speak(address)

    def speak(self, host: str) -> None:
        """Prepare what is said again and again."""
        self.host = f"HTTP/1.1\r\nHost: {host}\r\n"
        self.question = f"GET {VERSION}/invocation/next {self.host}\r\n".encode()
        self.buffer = b""

    def ask(self) -> None:
        """Ask for work."""
        self.socket.sendall(self.question)

    def next(self) -> tuple[dict[str, str], bytes]:
        """The work that was asked for: its headers, and the event."""
        headers, event, self.buffer = received(self.socket, self.buffer)
        return headers, event

    def post(self, path: str, body: bytes, headers: str = "") -> None:
        """Say what came of it."""
        self.send(path, body, headers)
        _, _, self.buffer = received(self.socket, self.buffer)

    def post_and_ask(self, path: str, body: bytes, headers: str, wrote: bool) -> None:
        """Say what came of it, and ask for more."""
        self.send(path, body, headers, self.question)
        _, _, self.buffer = received(self.socket, self.buffer)

    def send(self, path: str, body: bytes, headers: str, then: bytes = b"") -> None:
        """Send a request that says something, and `then` behind it."""
        headers += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self.socket.sendall(f"POST {VERSION}{path} {self.host}{headers}".encode("latin-1") + body + then)


class Line(Api):
    """The same over sockets that this process inherits: `numbers` are that of its events, and that of its results.

    Who has said what came of its work gets more without asking, and what it gets may lie ready long before.
    """

    def __init__(self, numbers: str) -> None:
        events, results = numbers.split(",")
        self.events = socket.socket(fileno=int(events))
        self.socket = socket.socket(fileno=int(results))
        self.speak("line")
        for one in (self.events, self.socket):
            one.set_inheritable(False)  # they are this process's alone from here on

    def next(self) -> tuple[dict[str, str], bytes]:
        """The next piece of work, which is in packets of its own."""
        headers, event, _ = received(self.events, b"")
        return headers, event

    def post_and_ask(self, path: str, body: bytes, headers: str, wrote: bool) -> None:
        """Say what came of it; what was written has to be read before the next invocation writes."""
        if wrote:
            self.post(path, body, headers + "Corsproxy-Wrote: 1\r\n")
        else:
            self.send(path, body, headers)


class Output(io.FileIO):
    """Standard output or error, which notices when it is written to."""

    wrote = False

    def write(self, data: Any) -> Any:
        """Write."""
        Output.wrote = True
        return super().write(data)


class Identity:
    """Of the Cognito user, which API Gateway never passes on."""

    cognito_identity_id: Any = None
    cognito_identity_pool_id: Any = None


class Context:
    """https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

    def __init__(self, headers: dict[str, str], environment: dict[str, str]) -> None:
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn", "")
        self.function_name = environment.get("AWS_LAMBDA_FUNCTION_NAME", "")
        self.function_version = environment.get("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        self.memory_limit_in_mb = environment.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        self.log_group_name = environment.get("AWS_LAMBDA_LOG_GROUP_NAME", "")
        self.log_stream_name = environment.get("AWS_LAMBDA_LOG_STREAM_NAME", "")
        self.identity = Identity()
        self.client_context: Any = None
        self.tenant_id: Any = None
        self._deadline = int(headers.get("lambda-runtime-deadline-ms", "0"))

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the invocation; never below 0."""
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message: Any) -> None:
        """Write to the function's log."""
        sys.stdout.write(str(message))


class Broken(Exception):
    """The handler cannot be loaded; `kind` is Lambda's error type."""

    def __init__(self, kind: str, message: str, trace: Any = ()) -> None:
        super().__init__(message)
        self.kind = kind
        self.trace = list(trace)


def load(handler: str) -> Callable[[Any, Any], Any]:
    """The function that `handler` (`module.function`) names.

    Raises Broken with Lambda's own error types and texts.
    """
    module_name, _, name = handler.rpartition(".")
    if not module_name:
        raise Broken("Runtime.MalformedHandlerName", f"Bad handler '{handler}': not enough values to unpack")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise Broken("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}") from error
    except SyntaxError as error:
        trace = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        raise Broken(
            "Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", trace
        ) from error
    found = getattr(module, name, None)
    if found is None:
        raise Broken("Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module_name}'")
    if not callable(found):
        raise Broken("Runtime.HandlerNotFound", f"Handler '{name}' of module '{module_name}' is not a function")
    return found  # type: ignore[no-any-return]  # what a handler returns is the user's


def frames(error: BaseException) -> list[str]:
    """The stack as Lambda shows it: without the frames of this file."""
    found = traceback.extract_tb(error.__traceback__)
    return traceback.format_list([frame for frame in found if frame.filename != __file__])


def as_json(value: Any) -> bytes:
    """A result as the Python runtime writes it; Decimals become numbers."""

    def other(thing: Any) -> Any:
        if type(thing).__name__ == "Decimal":
            return int(thing) if thing == thing.to_integral_value() else float(thing)
        raise TypeError(f"Object of type {type(thing).__name__} is not JSON serializable")

    return json.dumps(value, default=other).encode("utf-8", "surrogatepass")


def failure(kind: str, message: str, request_id: str, trace: list[str]) -> bytes:
    """Lambda's error JSON."""
    said = {"errorMessage": message, "errorType": kind, "requestId": request_id, "stackTrace": trace}
    return json.dumps(said).encode()


class LogFormatter(logging.Formatter):
    """The format of Lambda's own log lines, with the id of the request at hand."""

    request_id = ""

    def format(self, record: logging.LogRecord) -> str:
        """One line: level, UTC time, request id, message."""
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        text = f"[{record.levelname}]\t{stamp}.{int(record.msecs):03d}Z\t{self.request_id}\t{record.getMessage()}"
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text


def out_of_memory() -> None:
    """End as Lambda does when the memory is used up: killed, with nothing said."""
    os.kill(os.getpid(), signal.SIGKILL)


def complain(kind: str, message: str, trace: list[str]) -> None:
    """Write an error to the function's log as the Python runtime does."""
    text = f"[ERROR] {kind}: {message}\n"
    if trace:
        text += "Traceback (most recent call last):\n" + "".join(trace)
    sys.stdout.write(text.rstrip("\n") + "\n")


def flush() -> None:
    """Bring all output on its way before the result is: it belongs to this invocation."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()


def watch_output() -> None:
    """From here on, know whether a handler has written anything."""
    for name, number in (("stdout", 1), ("stderr", 2)):
        was = getattr(sys, name)
        raw = io.BufferedWriter(Output(number, "w", closefd=False))
        kept = {"encoding": was.encoding, "errors": was.errors, "line_buffering": was.line_buffering}
        setattr(sys, name, io.TextIOWrapper(raw, **kept))
        setattr(sys, f"__{name}__", getattr(sys, name))


def invoke(
    api: Api, handler: Callable[[Any, Any], Any], formatter: LogFormatter, environment: dict[str, str]
) -> None:
    """Run the handler for the invocation that has been asked for, post what came of it, and ask for the next."""
    headers, event = api.next()
    request_id = headers["lambda-runtime-aws-request-id"]
    formatter.request_id = request_id
    os.environ["_X_AMZN_TRACE_ID"] = headers.get("lambda-runtime-trace-id", "")
    kind = ""
    try:
        try:
            result = handler(json.loads(event), Context(headers, environment))
        except MemoryError:
            flush()
            out_of_memory()
            return
        body, path = b"", "response"
        try:
            body = as_json(result)
        except Exception as error:
            kind, path = "Runtime.MarshalError", "error"
            message = f"Unable to marshal response: {error}"
            complain(kind, message, [])
            body = failure(kind, message, request_id, [])
    except Exception as error:
        kind, path = type(error).__name__, "error"
        trace = frames(error)
        complain(kind, str(error), trace)
        body = failure(kind, str(error), request_id, trace)
    flush()
    wrote, Output.wrote = Output.wrote, False
    error_type = f"Lambda-Runtime-Function-Error-Type: {kind}\r\n" if kind else ""
    api.post_and_ask(f"/invocation/{request_id}/{path}", body, error_type, wrote)


def main() -> None:
    """Load the handler, then serve invocations until the emulator hangs up."""
    # this script's own directory must not be where the handler's imports are found
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    line = os.environ.pop("_CORSPROXY_LINE", None)
    api = Line(line) if line else Api(os.environ["AWS_LAMBDA_RUNTIME_API"])
    watch_output()
    formatter = LogFormatter()
    log = logging.StreamHandler(sys.stdout)
    log.setFormatter(formatter)
    logging.getLogger().addHandler(log)
    try:
        handler = load(os.environ["_HANDLER"])
    except Broken as error:
        broken = (error.kind, str(error), error.trace)
    except MemoryError:
        out_of_memory()
        return
    except Exception as error:
        broken = (type(error).__name__, str(error), frames(error))
    else:
        flush()
        Output.wrote = False
        api.ask()
        environment = dict(os.environ)
        while True:
            invoke(api, handler, formatter, environment)
    kind, message, trace = broken
    complain(kind, message, trace)
    flush()
    error_type = f"Lambda-Runtime-Function-Error-Type: {kind}\r\n"
    api.post("/init/error", failure(kind, message, "", trace), error_type)
    sys.exit(1)


if __name__ == "__main__":
    main()
