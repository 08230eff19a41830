"""The demo's own capture, asked again: broken before a fix, fixed after it."""

from __future__ import annotations

from pathlib import Path

from corsproxy.capture.read import read
from corsproxy.cli.emulating import emulated
from corsproxy.diagnose.pages import page_fetches
from corsproxy.http.message import Response
from corsproxy.replay.comparison import Change, Expected, Result
from corsproxy.replay.expectations import key_of
from corsproxy.replay.plan import hosts, plan
from corsproxy.replay.replay import ask, recorded, replay
from corsproxy.replay.sending import over_sockets
from corsproxy.replay.target import Target, through
from tests.diagnose.answers import DOMAIN, actual
from tests.diagnose.sightings import sighting
from tests.replay.answering import allowing, refusing, sender

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[1] / "config.example.yaml"


async def replayed(definition: Path) -> dict[str, Result]:
    planned = plan(page_fetches(read(HERE / "demo.har").exchanges))
    async with emulated(definition) as origin, over_sockets() as send:
        target = Target(dict.fromkeys(hosts(planned), origin), keep_host=True)
        found = [one async for one in replay(planned, through(target, send), per_second=0)]
    return {f"{one.sighting.fetch.method} {one.sighting.fetch.url.partition(':4000')[2]}": one for one in found}


async def test_the_demo_behaves_as_it_was_captured() -> None:
    found = await replayed(EXAMPLE)
    assert len(found) > 12
    assert {one.change for one in found.values()} <= {Change.SAME, Change.STILL_BROKEN}
    assert found["POST /prod/orders"].change is Change.STILL_BROKEN


# what somebody does after reading the first finding: give /orders an OPTIONS method
async def test_after_the_fix_the_same_capture_says_fixed_and_nothing_else_changed(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.strip() == "POST: orders")
    mended = f'{line}\n        cors: {{origin: "*", methods: [POST], headers: [content-type]}}'
    fixed = text.replace(line, mended)
    definition = tmp_path / "fixed.yaml"
    definition.write_text(
        fixed.replace("corsproxy/demo/shop", str(EXAMPLE.parent / "corsproxy/demo/shop")), encoding="utf-8"
    )
    before, after = await replayed(EXAMPLE), await replayed(definition)
    assert after["POST /prod/orders"].change is Change.FIXED
    assert {name: one.change for name, one in before.items() if name != "POST /prod/orders"} == {
        name: one.change for name, one in after.items() if name != "POST /prod/orders"
    }


SEEN = sighting(None, actual(DOMAIN, Response(200)))


async def test_what_a_file_expects_goes_before_what_was_recorded() -> None:
    (planned,) = plan([SEEN])
    assert (await ask(planned, sender(refusing))).change is Change.STILL_BROKEN
    expectations = {key_of(SEEN): Expected(True, source="the file")}
    assert (await ask(planned, sender(refusing), expectations=expectations)).change is Change.BROKEN
    assert (await ask(planned, sender(allowing), expectations=expectations)).change is Change.FIXED


def test_a_recorded_verdict_is_the_browsers_own() -> None:
    verdict = recorded(SEEN)
    assert verdict is not None
    assert verdict.error == "MissingAllowOriginHeader"
