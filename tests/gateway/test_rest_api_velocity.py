"""The template engine: API Gateway's Velocity, and bounds on hostile templates."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.java_value import Tool
from corsproxy.gateway.rest_api.velocity import render
from corsproxy.gateway.rest_api.velocity_budget import Failed


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("Hello $name", {"name": "Chris"}, "Hello Chris"),
        ("Hello $name", {}, "Hello "),  # unknown references print nothing, as in API Gateway, unlike in Velocity
        ("Hello $!name", {}, "Hello "),
        ("Hello $ ", {}, "Hello $ "),
        ("${name}$name}.", {"name": "W"}, "WW}."),
        ("#if(${a.b.c})yes!#end", {}, "yes!"),  # null is true
        ("#if(${a.b.c})yes!#end", {"a": {"b": {"c": False}}}, ""),
        ("#if ( !$value )yes#end", {"value": None}, ""),
        ("#if ( !$value )yes#end", {"value": False}, "yes"),
        ("#if(!$a && !$b)yes#end", {"a": False, "b": False}, "yes"),
        ("#if($a == ($b + 1))1#elseif(!($a == $b))2#end", {"a": 2, "b": 1}, "1"),
        ("#if ($a) one #elseif ($b) two #else three #end", {"a": False, "b": False}, " three "),
        ("#if($value)true#{else}false#end", {"value": False}, "false"),
        ("#foreach ($i in [1, 2, 3])$i. #if ($foreach.hasNext)yes#end, #end", {}, "1. yes, 2. yes, 3. , "),
        (
            "#foreach($i in [1..2])$foreach.count$foreach.index$foreach.first$foreach.last #end",
            {},
            "10truefalse 21falsetrue ",
        ),
        ("#foreach($v in [2..-2])$v,#end", {}, "2,1,0,-1,-2,"),
        ("#foreach($v in $nothing)x#end", {}, ""),
        ("#foreach($v in $map)$v,#end", {"map": {"a": 1, "b": 2}}, "1,2,"),
        ("#foreach($j in [1,2])#foreach($i in [3, 4])$foreach.count,#end$foreach.count|#end", {}, "1,2,1|1,2,2|"),
        ("#set($i = 1)$i,#foreach ($i in [2, 3, 4])$i,#set($i = $i)#end$i", {}, "1,2,3,4,1"),
        ("#set($v = 1)#foreach($i in [2, 3])#set($v = $i)#end$v", {}, "3"),
        (
            "#foreach($i in [2, 3])#foreach($j in [4])#set($v = $i)#end#end$v$i",
            {},
            "3",
        ),  # only the loop's own is gone
        ("## comment\nStuff\n#* more *#Done", {}, "Stuff\nDone"),
        ("Stuff#*\n more *#\n and more", {}, "Stuff\n and more"),
        ('a #set($x = 1)b\n  #set($y = 2)\n$x #set($z = " #set($w = 3)q")$z', {}, "ab\n1q"),
        ("#foreach($x in [1,2,3])#if($x == 2)#break#end$x#set($last = $x)#end|$last", {}, "1|1"),
        ("#foreach($x in [1,2])#foreach($y in [1,2])$x$y #break#end#end.", {}, "11 21 ."),
        ("a#{break}b", {}, "a"),
        ("#breaking", {}, "#breaking"),
        ('#set ($name = "\\\\\\\\batman\\\\nand robin")$name', {}, "\\\\\\\\batman\\\\nand robin"),
        ('#set($d = "{""a"": 2}")$d', {}, '{"a": 2}'),
        ('#set($hello="hello, $name is")$hello', {"name": "Steve"}, "hello, Steve is"),
        ('#set($hello="hello, \\$name is")$hello', {"name": "Steve"}, "hello, $name is"),
        ("#set($hello='hello, $name')$hello", {"name": "Steve"}, "hello, $name"),
        ("#macro ( hello)hi#end#hello()", {}, "#hello()"),
        ("#set($s = '$a')#evaluate($s)#return($s)", {}, "#evaluate($s)#return($s)"),
        ("#define ( $hello)hi#end$hello()$hello()", {}, "hi()hi()"),
        ("#define ($at)$foreach.index#end#foreach($x in [1,2,3])$at#end", {}, "012"),
        ("#set($x = .5*.1)$x", {}, "0.05"),
        ("#set($a = 100.0 / 50)$a", {}, "2.0"),
        ("#set($a = 2 + 5 * 4)$a", {}, "22"),
        ("#set($a = (5 + 4) > 2)$a", {}, "true"),
        ("#set($a = 4 > 2 + 5)$a", {}, "false"),
        ("$a.b.c['foo:bar']", {"a": {"b": {"c": {"foo:bar": "baz"}}}}, "baz"),
        ("$a[1][1]", {"a": ["foo", ["bar1", "bar2"]]}, "bar2"),
        ("$a[1].b $a[9]", {"a": ["foo", {"b": "c"}]}, "c "),
        ("#set($a = ['one', 'two'])#set($i = 1)#set($a[$i] = 'foo')$a", {}, "[one, foo]"),
        ("#set($d = {})#set($d['bar'] = 'foo')$d", {}, "{bar=foo}"),
        ("#set($nothing.at.all = 1)done", {}, "done"),
        ("#set($ignore = $d.put('k', 'new'))$ignore - $d.k", {"d": {"k": "old"}}, "old - new"),
        ('#set($m = {})#set($x = $m.put(\'k\', null))#if("$m.k" == "")none#else has#end', {}, "none"),
        ("hello #stop world", {}, "hello "),
        ('<span style="color: #13ff93">"#"', {}, '<span style="color: #13ff93">"#"'),
        ("$user.name", {"user": {"items": "1;2;3"}}, ""),
        ("Grüße $v", {"v": "ß"}, "Grüße ß"),
        ("${a|'other'}", {}, "other"),
        ("no references at all", {}, "no references at all"),
    ],
)
def test_templates_render_as_in_api_gateway(template: str, values: dict[str, Any], text: str) -> None:
    assert render(template, values) == text


CDK = """#set($origin = $input.params().header.get("Origin"))
#if($origin == "")
  #set($origin = $input.params().header.get("origin"))
#end
#if($origin == "https://a.example" || $origin == "https://b.example")
  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)
#end"""


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Origin": "https://b.example"}, "https://b.example"),
        ({"origin": "https://a.example"}, "https://a.example"),
        ({"origin": "https://c.example"}, None),
        ({}, None),
    ],
)
def test_the_template_of_cdk_allows_the_listed_origins(headers: dict[str, str], allowed: str | None) -> None:
    override: dict[str, Any] = {"header": {}}
    tool = Tool({}, {"params": lambda: {"header": dict(headers)}})
    render(CDK, {"input": tool, "context": {"responseOverride": override}})
    assert override["header"].get("Access-Control-Allow-Origin") == allowed


SERVERLESS = """#set($origin = $input.params("Origin"))
#if($origin == "") #set($origin = $input.params("origin")) #end
#if($origin.matches("https://.+[.]example[.]com") || $origin.matches("http://localhost:\\d+")) \
#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin) #end"""


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [("https://app.example.com", True), ("http://localhost:3000", True), ("https://example.org", False), ("", False)],
)
def test_the_template_of_serverless_allows_by_pattern(origin: str, allowed: bool) -> None:
    override: dict[str, Any] = {"header": {}}
    tool = Tool({}, {"params": lambda name: origin if name == "origin" else ""})
    render(SERVERLESS, {"input": tool, "context": {"responseOverride": override}})
    assert ("Access-Control-Allow-Origin" in override["header"]) is allowed


@pytest.mark.parametrize(
    "template",
    [
        "#set($s='a')#foreach($i in [1..900])#set($s=\"$s$s\")#end$s",
        "#foreach($i in [1..900])#foreach($j in [1..900])#set($z=$i*$j)#end#end",
        "#foreach($i in [1..100000])x#end",
        "#set($x=7)#foreach($i in [1..100])#set($x=$x*$x)#end$x",
        "#define($d)$d#end$d",
        "#set($m={})#set($z=$m.put('m',$m))$m",
        "$s.matches('(a+)+$')",
        "$s.replaceAll('(a|aa)+$', 'b')",
        "#if(true)never ends",
        "#if(",
        "#set($a = )",
        "$s.substring(5000)",
        "#include('file')",
        "#parse('file')",
        "#foreach($c in $s)x#end",
        "[" * 30 + "$x",
        "$x" * 200_000,
        "#if(true)" * 3_000 + "#end" * 3_000,
    ],
)
def test_a_broken_or_hostile_template_fails_and_ends(template: str) -> None:
    with pytest.raises(Failed):
        render(template, {"s": "a" * 100 + "!"})


@pytest.mark.parametrize(
    "expression",
    ["__class__", "__class__.__mro__", "__init__.__globals__", "format", "encode", "_kept", "keys", "items"],
)
@pytest.mark.parametrize("value", ["text", {"a": "b"}, [1], 7, 1.5, True, Tool()])
def test_nothing_of_python_is_reachable(expression: str, value: Any) -> None:
    assert render(f"$x.{expression}", {"x": value}) == ""
    assert render(f"$x.{expression.split('.')[0]}()", {"x": value}) == ""


@pytest.mark.parametrize(
    "where",
    ["#if(%s == 'x')#end", "#set($y = (%s))", "#foreach($y in [%s])#end", '"#set($y = "%s")"',      "#if(false)#elseif(%s)#end", "$m.put('k', %s)", "#set($y = {'k': %s})", "$m[%s]", "#if(!(%s))#end", "${z|%s}"],
)  # fmt: skip
def test_no_place_in_a_template_escapes_the_rules(where: str) -> None:
    """Wherever an expression may stand, its methods are ours: one that throws makes the template fail."""
    with pytest.raises(Failed, match="index out of range"):
        render(where.replace("%s", "$x.charAt(9)"), {"x": "text", "m": {}})
