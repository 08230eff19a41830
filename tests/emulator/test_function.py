"""Functions run for real: results, errors, time, memory, concurrency, and code that changes."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest

from corsproxy.emulator import function as module
from corsproxy.emulator.function import Function
from corsproxy.emulator.functions import Functions, FunctionSettings
from corsproxy.emulator.invocation import Invocation, Outcome
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.turn import FunctionFailed, FunctionReturned, IntegrationTimedOut
from tests.emulator.apis import eventually, function, http_api, is_gone

API = http_api()


async def invoke(functions: Functions, one: LambdaFunction, event: object = None, patience: float = 30.0) -> Outcome:
    return await functions.invoke(one, json.dumps(event).encode(), api=API, trace_id="Root=1-2", patience=patience)


def failure(outcome: Outcome) -> dict[str, object]:
    assert isinstance(outcome, FunctionFailed), outcome
    document = json.loads(outcome.payload)
    assert isinstance(document, dict)
    return document


def result(outcome: Outcome) -> object:
    assert isinstance(outcome, FunctionReturned), outcome
    return json.loads(outcome.payload)


class Log(list[tuple[str, str, str]]):
    """Every line that functions wrote, and what the emulator said."""

    def settings(self, *, watch: bool = False) -> FunctionSettings:
        return FunctionSettings(
            watch=watch, on_line=lambda *line: self.append(line), say=lambda line: self.append(("", "", line))
        )


async def test_one_warm_process_serves_invocation_after_invocation(tmp_path: Path) -> None:
    one = function(
        tmp_path,
        "import os\ncount = 0\ndef handler(e, c):\n    global count; count += 1\n    return [os.getpid(), count]",
    )
    functions = Functions(Log().settings())
    first, second = result(await invoke(functions, one)), result(await invoke(functions, one))
    await functions.close()
    assert isinstance(first, list)
    assert isinstance(second, list)
    assert (first[0], first[1], second[1]) == (second[0], 1, 2)


async def test_timeout_crash_and_memory_have_lambdas_consequences_and_the_next_is_served(tmp_path: Path) -> None:
    source = """
import os, time
def handler(event, context):
    if event == "sleep": time.sleep(20)
    if event == "exit": os._exit(7)
    if event == "memory": return len(bytearray(400 * 1024 * 1024))
    return event
"""
    one = function(tmp_path, source, timeout=0.5, memory=128)
    functions = Functions(Log().settings())
    slept = str(failure(await invoke(functions, one, "sleep"))["errorMessage"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z [0-9a-f-]{36} Task timed out after 0\.50 seconds", slept)
    exited = failure(await invoke(functions, one, "exit"))
    assert exited["errorType"] == "Runtime.ExitError"
    assert str(exited["errorMessage"]).endswith("Error: Runtime exited with error: exit status 7")
    full = failure(await invoke(functions, one, "memory"))
    assert str(full["errorMessage"]).endswith("Error: Runtime exited with error: signal: killed")
    assert result(await invoke(functions, one, "fine")) == "fine"
    await functions.close()


async def test_a_gateway_that_has_waited_long_enough_leaves_the_function_at_work(tmp_path: Path) -> None:
    mark = tmp_path / "done"
    source = f"import time, pathlib\ndef handler(e, c):\n    time.sleep(0.4)\n    pathlib.Path({str(mark)!r}).touch()"
    one = function(tmp_path, source)
    functions = Functions(Log().settings())
    assert await invoke(functions, one, patience=0.05) == IntegrationTimedOut()
    assert not mark.exists()
    await eventually(mark.exists)
    await functions.close()


async def test_reserved_concurrency_throttles_and_zero_throttles_everything(tmp_path: Path) -> None:
    source = "import time\ndef handler(e, c):\n    time.sleep(0.3)\n    return 1"
    one = function(tmp_path, source, concurrency=1)
    none = function(tmp_path, source, name="none", concurrency=0)
    functions = Functions(Log().settings())
    outcomes = await asyncio.gather(invoke(functions, one), invoke(functions, one), invoke(functions, none))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "FunctionReturned",
        "FunctionThrottled",
        "FunctionThrottled",
    ]
    assert isinstance(await invoke(functions, one), FunctionReturned)
    await functions.close()


async def test_a_function_that_asks_itself_gets_an_answer(tmp_path: Path) -> None:
    """With one process only it would wait for itself for ever: another is started when requests have to wait."""
    source = "import time\ndef handler(e, c):\n    time.sleep(0.6)\n    return 1"
    one = function(tmp_path, source, timeout=5.0)
    functions = Functions(Log().settings())
    await invoke(functions, one)
    began = asyncio.get_running_loop().time()
    await asyncio.gather(*(invoke(functions, one) for _ in range(4)))
    assert asyncio.get_running_loop().time() - began < 4 * 0.6
    await functions.close()


async def test_a_result_over_six_megabytes_is_lambdas_error(tmp_path: Path) -> None:
    one = function(tmp_path, "def handler(e, c):\n    return 'x' * e")
    functions = Functions(Log().settings())
    assert failure(await invoke(functions, one, 6_400_000))["errorType"] == "Function.ResponseSizeTooLarge"
    assert result(await invoke(functions, one, 6_000_000)) == "x" * 6_000_000
    await functions.close()


async def test_a_change_of_the_code_is_taken_up_by_the_next_invocation(tmp_path: Path) -> None:
    one = function(tmp_path, "def handler(e, c):\n    return 'old'")
    log = Log()
    functions = Functions(log.settings(watch=True))
    assert result(await invoke(functions, one)) == "old"
    function(tmp_path, "def handler(e, c):\n    return 'new and longer'")
    await asyncio.sleep(0.15)  # it looks for changes ten times a second at most
    assert result(await invoke(functions, one)) == "new and longer"
    assert any("loaded anew" in line for _, _, line in log)
    await functions.close()


async def test_a_broken_function_that_is_mended_works(tmp_path: Path) -> None:
    one = function(tmp_path, "def handler(e, c)\n    return 1")
    functions = Functions(Log().settings(watch=True))
    assert failure(await invoke(functions, one))["errorType"] == "Runtime.UserCodeSyntaxError"
    function(tmp_path, "def handler(e, c):\n    return 1")
    assert result(await invoke(functions, one)) == 1
    await functions.close()


async def test_log_lines_come_with_their_request_before_its_result(tmp_path: Path) -> None:
    one = function(tmp_path, "def handler(e, c):\n    print('line of', e)\n    return c.aws_request_id")
    log = Log()
    functions = Functions(log.settings())
    for number in range(3):
        request_id = result(await invoke(functions, one, number))
        assert ("hello", request_id, f"line of {number}") in log
    await functions.close()


async def test_lines_of_many_at_once_come_with_their_own_request(tmp_path: Path) -> None:
    source = "import sys\ndef handler(e, c):\n    print('line of', e, file=sys.stderr if e % 2 else sys.stdout)\n    return c.aws_request_id"
    one = function(tmp_path, source)
    log = Log()
    functions = Functions(log.settings())
    await invoke(functions, one, 0)
    ids = [result(each) for each in await asyncio.gather(*(invoke(functions, one, number) for number in range(40)))]
    assert {("hello", request_id, f"line of {number}") for number, request_id in enumerate(ids)} <= set(log)
    await functions.close()


async def test_nobody_waits_behind_a_slow_one_while_another_process_could_begin(tmp_path: Path) -> None:
    source = "import os, time\ndef handler(e, c):\n    time.sleep(e)\n    return os.getpid()"
    one = function(tmp_path, source, timeout=20.0)
    functions = Functions(Log().settings())
    await invoke(functions, one, 0)
    slow = asyncio.create_task(invoke(functions, one, 6))
    await asyncio.sleep(0)
    quick = await asyncio.gather(*(invoke(functions, one, 0) for _ in range(4)))
    assert not slow.done()
    assert len({result(each) for each in quick}) == 1
    assert result(await slow) != result(quick[0])
    await functions.close()


async def test_who_waits_again_waits_in_the_order_of_asking(tmp_path: Path) -> None:
    functions = Functions(Log().settings())
    one = functions._function(function(tmp_path, "def handler(e, c):\n    return e"), API)
    assert isinstance(one, Function)
    loop = asyncio.get_running_loop()
    made = [Invocation(str(at), b"1", "", loop.create_future(), lambda: None, since=float(at)) for at in range(5)]
    one._wait_again([made[4]])
    one._wait_again([made[1], made[3]])
    one._wait_again([made[0], made[2]])
    assert list(one._waiting) == made
    await functions.close()


async def test_each_of_many_is_run_once_although_processes_end_under_them(tmp_path: Path) -> None:
    source = f"""
import os
def handler(event, context):
    with open({str(tmp_path / "begun")!r}, "a") as file: file.write(f"{{event}}\\n")
    if event % 7 == 3: os._exit(1)
    return event
"""
    one = function(tmp_path, source)
    functions = Functions(Log().settings())
    outcomes = await asyncio.gather(*(invoke(functions, one, number) for number in range(30)))
    for number, outcome in enumerate(outcomes):
        if number % 7 == 3:
            assert failure(outcome)["errorType"] == "Runtime.ExitError"
        else:
            assert result(outcome) == number
    begun = (tmp_path / "begun").read_text().split()
    assert sorted(map(int, begun)) == list(range(30))
    await functions.close()


async def test_processes_beyond_the_first_end_when_they_have_long_had_nothing_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SPARE_SECONDS", 0.3)
    source = f"""
import os, pathlib, time
def handler(event, context):
    mine = pathlib.Path({str(tmp_path)!r}, f"{{os.getpid()}}.pid")
    mine.touch()
    while event and len(list(mine.parent.glob("*.pid"))) < 2: time.sleep(0.02)
    return os.getpid()
"""
    one = function(tmp_path, source, timeout=20.0)
    functions = Functions(Log().settings())
    both = await asyncio.gather(*(invoke(functions, one, "until there are two") for _ in range(2)))
    pids = {int(str(result(each))) for each in both}
    assert len(pids) == 2
    await eventually(lambda: sum(not is_gone(pid) for pid in pids) == 1)
    assert result(await invoke(functions, one)) in pids
    await functions.close()


async def test_nothing_is_left_when_the_functions_are_closed(tmp_path: Path) -> None:
    source = "import os, subprocess\nchild = subprocess.Popen(['sleep', '60'])\ndef handler(e, c):\n    return [os.getpid(), child.pid]"
    one = function(tmp_path, source)
    functions = Functions(Log().settings())
    pids = result(await invoke(functions, one))
    await functions.close()
    assert isinstance(pids, list)
    for pid in pids:
        await eventually(lambda pid=pid: is_gone(int(pid)))


@pytest.mark.parametrize("concurrency", [None, 5])
async def test_closing_settles_what_is_under_way(tmp_path: Path, concurrency: int | None) -> None:
    one = function(
        tmp_path, "import time\ndef handler(e, c):\n    time.sleep(30)", timeout=60, concurrency=concurrency
    )
    functions = Functions(Log().settings())
    running = [asyncio.create_task(invoke(functions, one)) for _ in range(3)]
    await asyncio.sleep(0.3)
    await functions.close()
    async with asyncio.timeout(10):
        assert all(isinstance(outcome, FunctionFailed) for outcome in await asyncio.gather(*running))
