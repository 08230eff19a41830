"""What lies beside a synthesised template."""

from __future__ import annotations

import json

from corsproxy.iac.synthesised import assets_of, environment_of
from tests.iac.conftest import Write


def test_a_manifest_that_cannot_be_read_says_nothing(write: Write) -> None:
    path = write("not json", "A.assets.json")
    write('{"files": {"x": {"source": {"path": "asset.x"}}}}', "B.assets.json")
    assert assets_of(path.parent) == {}
    assert environment_of(path) == {}


def test_an_environment_that_is_not_known_is_not_said(write: Write) -> None:
    path = write("{}", "Shop.template.json")
    for environment, known in (
        ("aws://unknown-account/unknown-region", {}),
        ("aws://unknown-account/eu-west-1", {"AWS::Region": "eu-west-1"}),
    ):
        stack = {"environment": environment, "properties": {"templateFile": "Shop.template.json"}}
        write(json.dumps({"artifacts": {"Shop": stack}}), "manifest.json")
        assert environment_of(path) == known


def test_the_serverless_framework_s_state_tells_the_region(write: Write) -> None:
    path = write("{}", ".serverless/cloudformation-template-update-stack.json")
    write('{"service": {"provider": {"region": "eu-west-1"}}}', ".serverless/serverless-state.json")
    assert environment_of(path) == {"AWS::Region": "eu-west-1"}
    write('{"service": "shop"}', ".serverless/serverless-state.json")
    assert environment_of(path) == {}
