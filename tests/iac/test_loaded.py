"""What loading yields."""

from __future__ import annotations

import re
from pathlib import Path

from corsproxy.iac.loaded import Fault, Loaded, derived_id, joined, nothing_defined
from tests.iac.conftest import Load


def test_derived_ids_look_like_aws_s_and_are_stable() -> None:
    assert derived_id("a", "b") == derived_id("a", "b")
    assert len({derived_id("shop"), derived_id("shop", ""), derived_id("sho", "p"), derived_id("\ud800")}) == 4
    assert re.fullmatch("[0-9a-z]{10}", derived_id("shop"))


def test_results_are_joined_with_notes_and_files_once_each() -> None:
    fault = Fault("a", "GET /", "throttled")
    one = Loaded(notes=("n",), files=(Path("f"),), faults=(fault,))
    two = Loaded(notes=("n", "m"), files=(Path("f"), Path("g")))
    assert joined([one, two]) == Loaded(notes=("n", "m"), files=(Path("f"), Path("g")), faults=(fault,))


def test_a_definition_without_an_api_is_told_what_was_noted_of_it(loaded: Load) -> None:
    found = loaded("Resources: {Chat: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: WEBSOCKET}}}")
    said = str(nothing_defined(found, "template.yaml"))
    assert said.startswith("template.yaml: no API is defined. Name a definition that has one.")
    assert "'Chat' is a WebSocket API" in said
    assert "the template defines no API" not in said
