"""The runtime of Python functions: run as a plain script by the function's own interpreter.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html

It may not import anything of corsproxy's, nor anything outside the standard library, and runs on any Python
that a function may name. It speaks HTTP over one socket by hand, because importing and running `http.client`
would cost every cold start and every invocation more than the handler itself.
"""

from __future__ import annotations

import contextlib
import importlib
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


class Api:
    """The Runtime API over one connection that is kept."""

    def __init__(self, address: str, line: str | None = None) -> None:
        self.address = address
        if line is None:
            host, _, port = address.rpartition(":")
            self.socket = socket.create_connection((host, int(port)))
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        else:
            # an inherited connection, which is this process's alone from here on
            self.socket = socket.socket(fileno=int(line))
            self.socket.set_inheritable(False)
        self.buffer = b""
        self.next = f"GET {VERSION}/invocation/next HTTP/1.1\r\nHost: {address}\r\n\r\n".encode()

    def call(self, method: str, path: str, body: bytes = b"", headers: str = "") -> tuple[dict[str, str], bytes]:
        """One request and its answer: headers by lower-case name, and the body."""
        self.send(method, path, body, headers)
        return self.receive()

    def send(self, method: str, path: str, body: bytes = b"", headers: str = "", then: bytes = b"") -> None:
        """Send one request, and `then` behind it."""
        head = f"{method} {VERSION}{path} HTTP/1.1\r\nHost: {self.address}\r\n{headers}"
        if method == "POST":
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self.socket.sendall(head.encode("latin-1") + b"\r\n" + body + then)

    def receive(self) -> tuple[dict[str, str], bytes]:
        """One answer: headers by lower-case name, and the body."""
        buffer = self.buffer
        while b"\r\n\r\n" not in buffer:
            buffer += self._more()
        raw, _, rest = buffer.partition(b"\r\n\r\n")
        found: dict[str, str] = {}
        for line in raw.decode("latin-1").split("\r\n")[1:]:
            name, _, value = line.partition(":")
            found[name.lower()] = value.strip()
        length = int(found.get("content-length", "0"))
        pieces: list[bytes] = [rest]
        have = len(rest)
        while have < length:
            piece = self._more()
            pieces.append(piece)
            have += len(piece)
        whole = b"".join(pieces)
        self.buffer = whole[length:]
        return found, whole[:length]

    def _more(self) -> bytes:
        piece = self.socket.recv(262144)
        if not piece:
            # whoever started this process is gone, and so is its reason to live
            os._exit(0)
        return piece


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


def invoke(
    api: Api, handler: Callable[[Any, Any], Any], formatter: LogFormatter, environment: dict[str, str]
) -> None:
    """Run the handler for the invocation that has been asked for, post what came of it, and ask for the next."""
    headers, event = api.receive()
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
    more = f"Lambda-Runtime-Function-Error-Type: {kind}\r\n" if kind else ""
    # result and question go together: one call of the system less for each of us
    api.send("POST", f"/invocation/{request_id}/{path}", body, more, then=api.next)
    api.receive()


def main() -> None:
    """Load the handler, then serve invocations until the emulator hangs up."""
    # this script's own directory must not be where the handler's imports are found
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    api = Api(os.environ["AWS_LAMBDA_RUNTIME_API"], os.environ.pop("_CORSPROXY_LINE", None))
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
        api.socket.sendall(api.next)
        environment = dict(os.environ)
        while True:
            invoke(api, handler, formatter, environment)
    kind, message, trace = broken
    complain(kind, message, trace)
    flush()
    api.call(
        "POST",
        "/init/error",
        failure(kind, message, "", trace),
        f"Lambda-Runtime-Function-Error-Type: {kind}\r\n",
    )
    sys.exit(1)


if __name__ == "__main__":
    main()
