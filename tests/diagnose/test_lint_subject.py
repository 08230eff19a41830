"""What lint goes over has an id, a name and a host."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.diagnose.lint.subject import host, id_of, name_of
from corsproxy.gateway.unresolved import Unresolved
from tests.diagnose.lint_apis import http, url


def test_an_api_is_called_by_its_name_and_a_function_url_after_its_function() -> None:
    assert (id_of(http()), name_of(http())) == ("h1i2j3k4l5", "shop")
    assert name_of(replace(http(), name="")) == "h1i2j3k4l5"
    assert (id_of(url()), name_of(url())) == ("u1r2l3", "URL of items")
    assert name_of(replace(url(), function=Unresolved("!Ref Fn"))) == "URL u1r2l3"


def test_each_has_the_host_that_aws_gives_it() -> None:
    assert host(http()) == "h1i2j3k4l5.execute-api.us-east-1.amazonaws.com"
    assert host(url()) == "u1r2l3.lambda-url.us-east-1.on.aws"
