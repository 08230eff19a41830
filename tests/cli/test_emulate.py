"""`corsproxy emulate` as people run it: what it says, what it serves, how it ends, what it refuses."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from corsproxy.cli.main import run
from tests.emulator.apis import RUNTIME, Client, ask, eventually, is_gone

DEFINITION = f"""
functions:
  hello: {{code: ., handler: app.handler, runtime: {RUNTIME}}}
apis:
  - http-api: shop
    id: shop000001
    cors: {{origins: [https://app.example], methods: [GET], headers: [x-a]}}
    routes:
      GET /hello: hello
"""
HANDLER = (
    "import os\ndef handler(e, c):\n    print('working')\n    return {'statusCode': 200, 'body': str(os.getpid())}\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "shop.yaml").write_text(DEFINITION, encoding="utf-8")
    (tmp_path / "app.py").write_text(HANDLER, encoding="utf-8")
    return tmp_path


class Emulator:
    """A running command: its port and all that it has printed so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.printed = ""
        self.port = 0

    async def read(self) -> None:
        assert self.process.stdout is not None
        while piece := await self.process.stdout.read(65536):
            self.printed += piece.decode()

    async def says(self, pattern: str) -> None:
        """Wait until it has printed something that `pattern` finds."""
        await eventually(lambda: re.search(pattern, self.printed) is not None or self.process.returncode is not None)
        assert re.search(pattern, self.printed), self.printed

    async def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), 20)


@asynccontextmanager
async def emulator(directory: Path, *arguments: str) -> AsyncIterator[Emulator]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "corsproxy", "emulate", *arguments, "--port", "0",
        cwd=directory, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "HOME": str(directory)},
    )  # fmt: skip
    one = Emulator(process)
    reading = asyncio.create_task(one.read())
    try:
        await one.says(r"Ready at https?://localhost:\d+")
        match = re.search(r"Ready at https?://localhost:(\d+)", one.printed)
        assert match is not None
        one.port = int(match[1])
        yield one
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await reading


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said on standard error when the command refuses to start, which must be with exit code 2."""
    with pytest.raises(SystemExit) as ended:
        run(["emulate", *arguments])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said


async def test_it_prints_where_and_what_it_serves_a_line_per_request_and_the_functions_log(project: Path) -> None:
    async with emulator(project, "shop.yaml") as one:
        assert "HTTP API shop [shop000001]" in one.printed
        assert "GET  /hello  Lambda hello" in one.printed
        assert f"http://shop000001.execute-api.localhost:{one.port}" in one.printed
        got = await ask(one.port, "GET", "/hello?token=hunter2")
        assert got.status == 200
        await one.says(r"200  GET +/hello\?token=\[redacted\] +integration AWS_PROXY +[\d.]+ ms")
        await one.says(r"\|  hello [0-9a-f]{8}  working")
        assert await one.stop() == 0
        await eventually(lambda: is_gone(int(got.body)))
    assert one.printed.endswith("Stopped.\n")
    assert "hunter2" not in one.printed


async def test_every_stage_and_domain_is_listed_and_a_backend_that_is_not_there_is_told_in_one_line(
    project: Path,
) -> None:
    (project / "two.yaml").write_text(
        "apis:\n  - http-api: shop\n    id: shop000001\n    stages: {v1: {}, $default: {}}\n"
        "    domains: {api.shop.example: {stage: v1, base_path: orders}}\n"
        "    routes: {GET /a: {http: 'http://127.0.0.1:9/'}}\n",
        encoding="utf-8",
    )
    async with emulator(project, "two.yaml") as one:
        for url in (
            f"http://shop000001.execute-api.localhost:{one.port}/v1\n",
            f"http://shop000001.execute-api.localhost:{one.port}\n",
            f"http://api.shop.example:{one.port}/orders\n",
        ):
            assert url in one.printed
        before = one.printed
        assert (await ask(one.port, "GET", "/orders/a", "Host: api.shop.example")).status == 503
        await one.says("Connection refused")
        said = one.printed.removeprefix(before).splitlines()
        assert len(said) == 1
        assert said[0].endswith("the backend cannot be reached: GET http://127.0.0.1:9/: Connection refused")


async def test_what_has_no_effect_here_is_said(project: Path) -> None:
    more = DEFINITION + "  - http-api: other\n    id: shop000002\n    routes: {GET /hello: hello}\n"
    (project / "two.yaml").write_text(more, encoding="utf-8")
    (project / "env.json").write_text('{"helo": {}}', encoding="utf-8")
    async with emulator(project, "two.yaml", "--no-prepend-stage-in-url", "-n", "env.json") as one:
        assert "--no-prepend-stage-in-url is for one API alone" in one.printed
        assert "no function that is emulated is called 'helo'. Did you mean 'hello'?" in one.printed


async def test_sigterm_ends_it_as_cleanly(project: Path) -> None:
    async with emulator(project, "-t", "shop.yaml") as one:
        assert await one.stop(signal.SIGTERM) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a function ends when its next call to us fails")
async def test_a_killed_emulator_leaves_no_function_behind(project: Path) -> None:
    async with emulator(project, "shop.yaml") as one:
        pid = int((await ask(one.port, "GET", "/hello")).body)
        one.process.kill()
        await one.process.wait()
        await eventually(lambda: is_gone(pid))


async def test_a_changed_definition_is_taken_up_and_a_broken_one_is_not(project: Path) -> None:
    async with emulator(project, "shop.yaml") as one:
        client = await Client.to(one.port)
        request = b"GET /new HTTP/1.1\r\nHost: a\r\n\r\n"
        client.send(request)
        assert (await client.get()).status == 404
        (project / "shop.yaml").write_text(DEFINITION + "      - GET\n", encoding="utf-8")
        await one.says(r"not taken up: shop\.yaml:\d+")
        (project / "shop.yaml").write_text(DEFINITION + "      GET /new: hello\n", encoding="utf-8")
        await one.says("has changed and is taken up")
        client.send(request)
        assert (await client.get()).status == 200
        await client.close()


async def test_a_missing_handler_is_said_at_once_and_the_rest_goes_on(project: Path) -> None:
    more = DEFINITION.replace("apis:", "  gone: {code: ., handler: nowhere.handler}\napis:")
    (project / "shop.yaml").write_text(more + "      GET /gone: gone\n", encoding="utf-8")
    async with emulator(project, "shop.yaml") as one:
        assert re.search(r"shop\.yaml:\d+.*gone: there is no .*nowhere", one.printed)
        assert (await ask(one.port, "GET", "/gone")).status == 500
        assert (await ask(one.port, "GET", "/hello")).status == 200


async def test_https_with_the_local_authority_says_how_to_trust_it(project: Path) -> None:
    async with emulator(project, "shop.yaml", "--https") as one:
        assert str(project / ".corsproxy" / "ca.pem") in one.printed
        assert "To trust it" in one.printed


async def test_options_reach_the_emulator(project: Path) -> None:
    (project / "env.json").write_text(json.dumps({"hello": {"GREETING": "hi"}, "Parameters": {"ALL": 1}}))
    (project / "app.py").write_text(
        "import os\ndef handler(e, c):\n    return [os.environ.get(n) for n in ('GREETING', 'ALL', 'PATH_TO', 'USER_X')]"
    )
    async with emulator(
        project, "shop.yaml", "--env-vars", "env.json", "--fault", "GET /slow=throttled", "--quiet", "--no-watch"
    ) as one:
        assert json.loads((await ask(one.port, "GET", "/hello")).body) == ["hi", "1", None, None]
        assert "200  GET" not in one.printed


def test_a_taken_port_is_one_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused(capsys, str(project / "shop.yaml"), "--port", str(port))
    assert len(said.splitlines()) == 1
    assert f"port {port}" in said
    assert "--port" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.yaml"], "none.yaml"),
        (["shop.yaml", "--parameter", "x"], "--parameter NAME=VALUE"),
        (["shop.yaml", "--fault", "!"], "--fault"),
        (["shop.yaml", "--fault", "thottled"], "Did you mean 'throttled'?"),
        (["shop.yaml", "--parameter-overrides", "x"], "--parameter-overrides 'NAME=VALUE NAME=VALUE'"),
        (["shop.yaml", "--env-vars", "none.json"], "none.json"),
        (["shop.yaml", "--env-vars", "app.py"], "app.py:1: is not JSON"),
        (["shop.yaml", "--ssl-cert-file", "x.pem"], "belong together"),
        (["shop.yaml", "--ssl-cert-file", "app.py", "--ssl-key-file", "app.py", "--port", "0"], "cannot be used"),
        (["broken.yaml"], "broken.yaml:"),
        (["open.yaml"], "--host 0.0.0.0"),
        ([], "nothing to emulate"),
    ],
)
def test_mistakes_are_refused_with_their_place(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(project)
    (project / "broken.yaml").write_text("apis: [", encoding="utf-8")
    (project / "open.yaml").write_text(f"emulator: {{host: 0.0.0.0}}\n{DEFINITION}", encoding="utf-8")
    assert said in refused(capsys, *arguments)


async def test_the_usual_name_is_found_without_being_named(project: Path) -> None:
    (project / "shop.yaml").rename(project / "corsproxy.yaml")
    async with emulator(project) as one:
        assert "shop000001" in one.printed
