"""The addon as mitmproxy runs it: verdicts on flows as they pass."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from mitmproxy import contentviews, exceptions, hooks, http
from mitmproxy import io as flow_io
from mitmproxy.addons.save import Save
from mitmproxy.test import taddons, tflow

from corsproxy.cli.flow_files import export_har, render_report
from corsproxy.proxy import addon as addon_module
from corsproxy.proxy.addon import CorsProxy
from corsproxy.proxy.chain import attach
from corsproxy.proxy.ledger import Entered
from tests.proxy.traffic import GRANTED, ORIGIN, URL, flow, preflight


@asynccontextmanager
async def loaded(**given: object) -> AsyncIterator[tuple[CorsProxy, taddons.context]]:
    addon = CorsProxy(**given)  # type: ignore[arg-type]
    with taddons.context(addon) as context:
        yield addon, context
        addon.done()


def passes(addon: CorsProxy, *flows: http.HTTPFlow) -> None:
    for one in flows:
        addon.requestheaders(one)
        if one.response is not None:
            addon.responseheaders(one)
            addon.response(one)
        else:
            addon.error(one)


async def test_a_blocked_fetch_is_commented_marked_and_described_for_programs() -> None:
    async with loaded() as (addon, _):
        one = flow(status=403, answered={"x-amzn-errortype": "MissingAuthenticationTokenException"})
        passes(addon, one)
        assert one.comment.startswith("cors:blocked chrome firefox safari blocked: ")
        assert one.marked == ":red_circle:"
        machine = one.metadata["corsproxy"]
        assert machine["verdicts"]["chrome"]["error"] == "MissingAllowOriginHeader"
        assert machine["role"] == "actual"
        assert (machine["page_origin"], machine["method"], machine["url"]) == (ORIGIN, "GET", URL)


async def test_an_allowed_fetch_is_ok_and_green() -> None:
    async with loaded() as (addon, _):
        one = flow(answered={"access-control-allow-origin": "*"})
        passes(addon, one)
        assert one.comment.startswith("cors:ok ")
        assert one.marked == ":green_circle:"


async def test_what_is_not_cors_gets_no_comment_and_no_mark() -> None:
    async with loaded() as (addon, _):
        one = flow(origin=None, sent={"sec-fetch-site": "none", "sec-fetch-mode": "navigate"})
        passes(addon, one)
        assert (one.comment, one.marked) == ("", "")
        assert one.metadata["corsproxy"]["outcome"] == "not-cors"


async def test_a_preflight_is_updated_in_place_when_its_request_comes() -> None:
    async with loaded() as (addon, context):
        updated: list[http.HTTPFlow] = []

        class Watching:
            def update(self, flows: list[http.HTTPFlow]) -> None:
                updated.extend(flows)

        context.master.addons.add(Watching())
        asked = preflight(answered=GRANTED)
        passes(addon, asked)
        assert asked.comment.startswith("cors:ok the preflight passed")
        assert not asked.metadata["corsproxy"]["complete"]
        actual = flow("PUT", sent={"content-type": "application/json"}, status=500, at=1_700_000_001.0)
        passes(addon, actual)
        assert asked.comment == actual.comment
        assert asked.comment.startswith("cors:blocked ")
        assert [asked.metadata["corsproxy"]["role"], actual.metadata["corsproxy"]["role"]] == ["preflight", "actual"]
        assert asked.metadata["corsproxy"]["id"] == actual.metadata["corsproxy"]["id"]
        assert updated == [asked], "mitmproxy's views hear of the flow that changed later"


async def test_one_page_fetch_is_told_once_and_only_when_it_is_complete() -> None:
    told: list[Entered] = []
    async with loaded(announce=told.append) as (addon, _):
        passes(addon, preflight(answered=GRANTED))
        assert told == []
        passes(addon, flow("PUT", sent={"content-type": "application/json"}, answered=GRANTED, at=1_700_000_001.0))
        assert len(told) == 1
        assert len(told[0].flows) == 2


async def test_a_preflight_that_fails_is_told_at_once() -> None:
    told: list[Entered] = []
    async with loaded(announce=told.append) as (addon, _):
        passes(addon, preflight(status=403))
        assert len(told) == 1


async def test_a_preflight_whose_request_never_comes_is_told_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addon_module, "PATIENCE_SECONDS", 0.0)
    told: list[Entered] = []
    async with loaded(announce=told.append) as (addon, _):
        # with credentials the wildcard is refused, without them it is not: nothing followed, so it was refused
        passes(addon, preflight(answered={**GRANTED, "access-control-allow-origin": "*"}))
        assert told == []
        await asyncio.sleep(0.05)
        assert len(told) == 1


async def test_the_users_own_comment_and_mark_are_kept() -> None:
    async with loaded() as (addon, _):
        one = flow()
        one.comment, one.marked = "ask Eve about this", ":pushpin:"
        passes(addon, one)
        assert one.comment.startswith("cors:blocked ")
        assert one.comment.endswith(" | ask Eve about this")
        assert one.marked == ":pushpin:"


async def test_clear_takes_ours_off_and_leaves_the_users() -> None:
    async with loaded() as (addon, _):
        one = flow()
        one.comment = "mine"
        passes(addon, one)
        addon.clear([one])
        assert (one.comment, one.marked) == ("mine", "")
        assert "corsproxy" not in one.metadata
        assert addon.ledger.sightings() == ()


async def test_an_exception_of_ours_is_one_line_and_touches_no_flow(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with loaded() as (addon, _):

        def broken(*_: object) -> None:
            raise RuntimeError("made to fail")

        monkeypatch.setattr(addon.ledger, "enter", broken)
        one = flow()
        before = one.get_state()
        with caplog.at_level(logging.ERROR, "corsproxy"):
            passes(addon, one)
        assert one.get_state() == before
        assert [record.getMessage().count("\n") for record in caplog.records] == [0]
        assert "made to fail" in caplog.text
        assert all(record.exc_info is None for record in caplog.records)


async def test_annotations_can_be_saved_and_read_again() -> None:
    async with loaded() as (addon, _):
        flows = [
            flow(),
            preflight(status=403),
            flow(answered={"access-control-allow-origin": "*"}),
            flow(status=None),
        ]
        passes(addon, *flows)
        written = io.BytesIO()
        writer = flow_io.FlowWriter(written)
        for one in flows:
            writer.add(one)
        written.seek(0)
        again = list(flow_io.FlowReader(written).stream())
        assert [one.metadata["corsproxy"] for one in again] == [one.metadata["corsproxy"] for one in flows]


async def test_secrets_do_not_reach_comments_metadata_or_the_log(caplog: pytest.LogCaptureFixture) -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl"
    async with loaded() as (addon, _):
        one = flow(url=f"{URL}?access_token=s3cr3tvalue&q=1", sent={"authorization": f"Bearer {token}"})
        with caplog.at_level(logging.INFO, "corsproxy"):
            passes(addon, one)
            text = addon.explain([one])
        shown = json.dumps(one.metadata["corsproxy"]) + one.comment + caplog.text + text
        assert "s3cr3tvalue" not in shown
        assert token not in shown
        assert "q=1" in shown


async def test_websockets_are_left_alone() -> None:
    async with loaded() as (addon, _):
        one = tflow.twebsocketflow()
        one.request.headers["origin"] = ORIGIN
        addon.response(one)
        assert one.comment == ""
        assert "corsproxy" not in one.metadata


async def test_a_streamed_response_is_judged_when_its_headers_arrive() -> None:
    async with loaded() as (addon, _):
        one = flow()
        assert one.response is not None
        one.response.stream = True
        addon.responseheaders(one)
        assert one.comment.startswith("cors:blocked ")


async def test_verdict_headers_only_when_asked_for() -> None:
    async with loaded() as (addon, context):
        quiet = flow()
        passes(addon, quiet)
        assert quiet.response is not None
        assert "x-corsproxy-verdict" not in quiet.response.headers
        context.configure(addon, corsproxy_headers=True)
        loud = flow()
        passes(addon, loud)
        assert loud.response is not None
        assert loud.response.headers["x-corsproxy-verdict"].startswith("blocked; ")
        assert loud.response.headers["server-timing"].startswith('cors;desc="blocked; ')


async def test_a_limit_that_makes_no_sense_is_refused_with_what_to_write() -> None:
    async with loaded() as (addon, context):
        with pytest.raises(exceptions.OptionsError, match="at least 1"):
            context.configure(addon, corsproxy_limit=0)


async def test_old_page_fetches_are_let_go() -> None:
    async with loaded() as (addon, context):
        context.configure(addon, corsproxy_limit=10)
        passes(addon, *(flow(url=f"{URL}/{number}", at=1_700_000_000.0 + number) for number in range(50)))
        assert len(addon.ledger.sightings()) == 10


async def test_report_and_export_write_what_was_selected(tmp_path: Path) -> None:
    async with loaded(render=render_report, export=export_har) as (addon, _):
        one = flow(sent={"cookie": "session=verysecretcookie"})
        passes(addon, one)
        addon.report([one], str(tmp_path / "report.json"))  # type: ignore[arg-type]
        addon.export([one], str(tmp_path / "flows.har"))  # type: ignore[arg-type]
        report = json.loads((tmp_path / "report.json").read_bytes())
        assert report["fetches"][0]["verdicts"]["chrome"]["error"] == "MissingAllowOriginHeader"
        har = (tmp_path / "flows.har").read_text()
        assert json.loads(har)["log"]["entries"][0]["comment"].startswith("cors:blocked ")
        assert "verysecretcookie" not in har


async def test_a_report_that_cannot_be_written_is_a_command_error(tmp_path: Path) -> None:
    async with loaded(render=render_report) as (addon, _):
        with pytest.raises(exceptions.CommandError):
            addon.report([flow()], str(tmp_path / "no" / "such" / "folder.json"))  # type: ignore[arg-type]


async def test_judge_reads_flows_anew_after_an_edit() -> None:
    async with loaded() as (addon, _):
        one = flow()
        passes(addon, one)
        assert one.response is not None
        one.response.headers["access-control-allow-origin"] = "*"
        addon.judge([one])
        assert one.comment.startswith("cors:ok ")


async def test_flows_loaded_from_a_file_can_be_explained() -> None:
    async with loaded() as (addon, _):
        text = addon.explain(
            [preflight(answered=GRANTED), flow("PUT", sent={"content-type": "text/html"}, status=502)]
        )
        assert "MissingAllowOriginHeader" in text
        assert "Steps of the Fetch standard" in text


async def test_the_content_view_shows_the_steps_and_goes_with_the_addon() -> None:
    async with loaded() as (addon, _):
        one = flow()
        passes(addon, one)
        assert "MissingAllowOriginHeader" in rendered(one)
    assert "MissingAllowOriginHeader" not in rendered(one)


def rendered(one: http.HTTPFlow) -> str:
    assert one.response is not None
    if hasattr(contentviews, "prettify_message"):
        return contentviews.prettify_message(one.response, one, "CORS").text
    _, lines, _ = contentviews.get_message_content_view("CORS", one.response, one)
    return "\n".join("".join(text for _, text in line) for line in lines)


async def test_the_addon_stands_just_before_save() -> None:
    with taddons.context() as context:
        addons = context.master.addons
        save = Save()
        addons.add(save)
        addon = CorsProxy()
        attach(addons, addon)
        assert addons.chain[addons.chain.index(save) - 1] is addon
        await addons.trigger_event(hooks.RunningHook())
