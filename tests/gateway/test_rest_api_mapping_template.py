"""$input, $util, $context in templates."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import EndpointType, Stage
from corsproxy.gateway.rest_api.mapping_template import Source, TemplateFailed, render
from corsproxy.gateway.rest_api.overrides import NO_OVERRIDES, Overrides
from corsproxy.gateway.rest_api.received_headers import received_headers
from tests.gateway.rest_api_calls import api_of, arrival

REGIONAL = api_of(endpoint_type=EndpointType.REGIONAL)
HEADERS = [("Origin", "https://a.example"), ("x-id", "header")]


def rendered(template: str, body: bytes = b'{"a": "b\'c", "list": [1, {"d": null}]}', **more: Any) -> str:
    call = Call(
        REGIONAL, arrival("POST", "/items/7", HEADERS, body), "POST", (("q", "1"), ("id", "query")),
        Stage("dev", {"color": "red"}), path_parameters={"id": "7"}, authorizer={"principalId": "me"},
    )  # fmt: skip
    return render(template, call, Source(body), more.get("overrides", NO_OVERRIDES))[0]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("$input.body", '{"a": "b\'c", "list": [1, {"d": null}]}'),
        ("$input.path('$.a')", "b'c"),
        ("$input.path('$').list[0]", "1"),
        ("$input.path('$.list')", '[1,{"d":null}]'),
        ("$input.path('$.nothing')", ""),
        ("#if($input.path('$.nothing') == '')empty#end", "empty"),
        ("$input.json('$.a')", '"b\'c"'),
        ("$input.json('$.list')", '[1,{"d":null}]'),
        ("$input.json('$.list[1].d')", "null"),
        ("$input.json('$.nothing')", '""'),
        ("$input.params('id')", "7"),  # the path before the query before the headers
        ("$input.params('q')", "1"),
        ("$input.params('x-id')", "header"),
        ("$input.params('nothing')", ""),
        ("$input.params().header.get('Origin')", "https://a.example"),
        ("$input.params().header.get('origin')", ""),  # the name as received
        ("$input.params().header.Origin", "https://a.example"),
        ("$input.params().querystring.q$input.params().path.id", "17"),
        (
            "#foreach($k in $input.params().header.keySet())$k;#end",
            "Host;Origin;X-Amzn-Trace-Id;X-Forwarded-For;X-Forwarded-Port;X-Forwarded-Proto;x-id;",
        ),
        ("#foreach($type in $input.params().keySet())$type;#end", "path;querystring;header;"),
        ("$stageVariables.color", "red"),
        ("$context.stage $context.httpMethod $context.authorizer.principalId", "dev POST me"),
        ("$context.identity.sourceIp $context.nothing", "127.0.0.1 "),
        ("[$context.get('identity')][$context.requestOverride][$context.responseOverride.header]", "[][][]"),
        ("#foreach($k in $context.requestOverride.keySet())$k #end", "header path querystring "),
        ("$util.escapeJavaScript($input.path('$.a'))", "b\\'c"),
        ('$util.escapeJavaScript("a/ü")', "a\\/\\u00FC"),
        ("$util.parseJson('{\"x\": [1, 2]}').x[1]", "2"),
        ("$util.urlEncode('a b&c/d')", "a+b%26c%2Fd"),
        ("$util.urlDecode('a+b%26c')", "a b&c"),
        ("$util.base64Encode('abc')", "YWJj"),
        ("$util.base64Decode('YWJj')", "abc"),
        ("$util.base64Decode('YWJjZA')", "abcd"),
    ],
)
def test_variables_have_their_values(template: str, text: str) -> None:
    assert rendered(template) == text


def test_an_empty_body_is_an_empty_object() -> None:
    assert rendered("$input.body|$input.json('$')|$input.path('$.a')", b"") == "{}|{}|"


@pytest.mark.parametrize(
    ("template", "unreadable"),
    [
        ("$input.path('$')", True),
        ("$input.json('$.a')", True),
        ("$util.parseJson($input.body)", False),
        ("$util.base64Decode('a')", False),
    ],
)
def test_what_cannot_be_read_fails(template: str, unreadable: bool) -> None:
    with pytest.raises(TemplateFailed) as failed:
        rendered(template, b"{not json")
    assert failed.value.unreadable is unreadable


FORM = """{#foreach($pair in $input.path('$').split('&'))#set($parts = $pair.split('='))
"$util.urlDecode($parts[0])": "$util.urlDecode($parts[1])"#if($foreach.hasNext),#end#end}"""


def test_what_does_not_look_like_json_is_a_text() -> None:
    """Templates take forms apart so."""
    assert json.loads(rendered(FORM, b"name=A+B&mail=a%40b.example")) == {"name": "A B", "mail": "a@b.example"}
    assert rendered("$input.json('$')", b"a=b&c=d") == '"a=b&c=d"'
    assert rendered("$input.json('$.a')", b"a=b") == '""'


def overrides_of(template: str, before: Overrides = NO_OVERRIDES) -> Overrides:
    call = Call(api_of(), arrival("GET", "/", HEADERS), "GET")
    return render(template, call, Source(b""), before)[1]


def test_overrides_are_collected() -> None:
    found = overrides_of(
        "#set($context.requestOverride.header.X-A = 'h')#set($context.requestOverride.path.p = 1)"
        "#set($context.responseOverride.header['X-B'] = true)#set($context.responseOverride.status = 204)"
    )
    assert found.request == {"header": {"X-A": "h"}, "path": {"p": 1}, "querystring": {}}
    assert found.response == {"header": {"X-B": True}, "status": 204}


def test_overrides_of_the_request_template_reach_the_response_template() -> None:
    before = overrides_of("#set($context.responseOverride.header.A = '1')#set($context.requestOverride.path.x = 'y')")
    after = overrides_of("#set($context.responseOverride.header.B = $context.requestOverride.path.x)", before)
    assert after.response["header"] == {"A": "1", "B": "y"}
    assert before.response["header"] == {"A": "1"}  # values do not change under their holders


@pytest.mark.parametrize("where", ["responseOverride.header.A", "responseOverride.status", "requestOverride.path.p"])
def test_a_parameter_is_overridden_once_by_each_template(where: str) -> None:
    once = f"#set($context.{where} = 201)"
    before = overrides_of(once)
    overrides_of(once, before)  # the response template may override what the request template did
    with pytest.raises(TemplateFailed, match="twice"):
        overrides_of(once + once)


def test_a_template_cannot_change_what_it_was_given() -> None:
    call = Call(api_of(), arrival("GET", "/"), "GET", stage=Stage("dev", {"color": "red"}), authorizer={"a": "b"})
    render("#set($stageVariables.color = 'blue')#set($context.authorizer.a = 'c')", call, Source(b""), NO_OVERRIDES)
    assert dict(call.stage_variables) == {"color": "red"}
    assert dict(call.authorizer) == {"a": "b"}


def test_the_method_passthrough_template_of_the_console_gives_json() -> None:
    template = """#set($allParams = $input.params())
{
"body-json" : $input.json('$'),
"params" : {
#foreach($type in $allParams.keySet())
    #set($params = $allParams.get($type))
"$type" : {
    #foreach($paramName in $params.keySet())
    "$paramName" : "$util.escapeJavaScript($params.get($paramName))"
        #if($foreach.hasNext),#end
    #end
}
    #if($foreach.hasNext),#end
#end
},
"stage-variables" : {
#foreach($key in $stageVariables.keySet())
"$key" : "$util.escapeJavaScript($stageVariables.get($key))"
    #if($foreach.hasNext),#end
#end
}
}"""
    document = json.loads(rendered(template, b'{"a": 1}').replace("\\/", "/"))
    assert document["body-json"] == {"a": 1}
    assert document["params"] == {
        "path": {"id": "7"},
        "querystring": {"q": "1", "id": "query"},
        "header": dict(received_headers(Call(REGIONAL, arrival("POST", "/items/7", HEADERS), "POST"))),
    }
    assert document["stage-variables"] == {"color": "red"}
