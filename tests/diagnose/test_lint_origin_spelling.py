"""A template that looks up one spelling of Origin works with one version of HTTP, and lint says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.diagnose.finding import Severity
from corsproxy.diagnose.lint.complaints import complaints
from corsproxy.diagnose.lint.matrix import matrix
from tests.diagnose.lint_apis import ORIGIN, options, proxy, rest

BOTH = '#if(!$origin || $origin == "")#set($origin = $input.params().header.get("origin"))#end'


@pytest.mark.parametrize(("more", "passes"), [("", False), (BOTH, True)])
def test_a_template_that_knows_one_spelling_of_origin_fails_where_browsers_speak_http_2(
    more: str, passes: bool
) -> None:
    template = f'''#set($origin = $input.params().header.get("Origin")){more}
#if($origin == "{ORIGIN}")#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end'''
    preflight = options()
    assert preflight.integration is not None
    (response,) = preflight.integration.responses
    lists = {name: value for name, value in response.parameters.items() if not name.endswith("Origin")}
    answered = replace(response, parameters=lists, templates={"application/json": template})
    preflight = replace(preflight, integration=replace(preflight.integration, responses=(answered,)))
    api = rest(proxy("POST"), preflight, covered=True)
    errors = [
        finding
        for one in complaints(api, matrix(api, (ORIGIN,)))
        for finding in one.findings
        if finding.severity is Severity.ERROR
    ]
    assert [finding.kind.name for finding in errors] == ([] if passes else ["options-without-cors-headers"])
    assert all("look up both" in finding.why for finding in errors)
