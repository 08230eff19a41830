"""The demo's cases and the shop that answers them."""

from __future__ import annotations

from corsproxy import config
from corsproxy.cli.demo_cases import CASES
from corsproxy.cli.demo_stage import SHOP


def test_every_case_asks_an_api_of_the_shop_and_has_an_id_of_its_own() -> None:
    apis = {api.api_id for api in config.read(SHOP, {}).apis}
    assert {case.api for case in CASES} <= apis
    assert len({case.id for case in CASES}) == len(CASES)


def test_the_url_is_the_apis_own_name_under_localhost() -> None:
    assert CASES[0].url(4000) == f"http://{CASES[0].api}.execute-api.localhost:4000{CASES[0].path}"


def test_a_row_of_the_table_has_room_for_every_request_and_title() -> None:
    assert all(len(f"{case.method} {case.path}") < 22 and len(case.title) <= 67 for case in CASES)
