"""The Velocity engine: airspeed, in this file only, made to behave as API Gateway's and kept in bounds.

Templates are hostile. airspeed parses them; what it would evaluate by Python's own attributes and operators is
replaced, node by node after parsing, by `java_value` and `java_method`. Every step, every loop and every
character of output is counted.

https://velocity.apache.org/engine/1.7/user-guide.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import airspeed
from airspeed import operators as engine

from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.rest_api import java_regex
from corsproxy.gateway.rest_api.java_method import Threw, call, item_of, property_of
from corsproxy.gateway.rest_api.java_operator import OPERATORS, BadOperand
from corsproxy.gateway.rest_api.java_value import Value, is_true, items_of, to_text
from corsproxy.gateway.rest_api.velocity_budget import Failed, Out, Run

STATEMENTS = (
    Statement(
        "rest-api",
        "#macro, #evaluate and #return do nothing: their calls are printed as they stand",
        Recorded("templates rendered by MOCK integrations", "2023-08-13"),
    ),
    Statement(
        "rest-api",
        "The blanks before a #set on its line are not printed, the line end after a #* comment *# is",
        Recorded("templates rendered by MOCK integrations", "2023-08-07"),
    ),
    Statement(
        "rest-api",
        "A method that a value does not have gives null; an exception of one that it has makes the template fail",
        Assumed("so does Velocity; recorded is only that null prints as nothing"),
    ),
    Statement(
        "rest-api",
        "#break leaves the #foreach around it",
        Assumed("Velocity's own; recorded are only directives that API Gateway takes away, and #stop, which works"),
    ),
    Statement(
        "rest-api",
        "A #foreach runs at most 1,000 times; a template has at most 300 KB",
        Documented("https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"),
    ),
    Statement(
        "rest-api",
        "A template that fails, runs too long or writes too much answers 500",
        Assumed("the execution log says so for failing templates; the bounds besides AWS's own are ours"),
    ),
)

MAX_TEMPLATE = 300 * 1024
MAX_ROUNDS = 1_000
_MAX_PARSING = 60_000_000  # characters that parsing may look at: airspeed copies the rest at each step
_MAX_ARRAYS = 10  # arrays in arrays: each is parsed twice


# airspeed prints a directive that it cannot parse; API Gateway does not deploy, or fails with, such a template
_DIRECTIVE = re.compile(r"#(?:if|set|foreach|define)\b")


# Velocity's token for #set begins with the blanks before it
_BLANKS_BEFORE_SET = re.compile(r"[ \t]+(?=#(?:set\b|\{set\}))")
_BREAK = re.compile(r"#(?:break\b|\{break\})")


class _Break(BaseException):
    """Leaves a #foreach. Not an Exception: airspeed would wrap it."""


def _name_or_call(node: Any) -> Callable[..., Value]:
    def calculate(current: Any, run: Run, namespace: Any) -> Value:
        run.spend(1)
        name = node.name
        if isinstance(current, engine.LocalNamespace):
            try:
                found: Any = current[name]
            except KeyError:
                found = None
            if isinstance(found, engine.DefineDefinition):
                text = _defined(found, run, namespace)
                # empty parentheses behind a #define's reference are text
                return text + (node.parameters.my_text() if node.parameters is not None else "")
            if node.parameters is not None:
                return None
        elif node.parameters is not None:
            arguments = node.parameters.calculate(namespace, run)
            run.spend(1 + sum(len(item) // 200 for item in (current, *arguments) if isinstance(item, str)))
            found = call(current, name, arguments)
            if isinstance(found, str):
                run.spend(0, len(found))
        else:
            found = property_of(current, name)
        if node.index is not None:
            return item_of(found, node.index.calculate(namespace, run))
        return found  # type: ignore[no-any-return] # Values, by construction of the namespace

    return calculate


def _defined(node: Any, run: Run, namespace: Any) -> str:
    run.depth += 1
    if run.depth > 20:
        raise Failed("#define calls itself")
    out = Out(run)
    node.block.evaluate(out, engine.LocalNamespace(namespace), run)
    run.depth -= 1
    return out.getvalue()


def _indexed(node: Any) -> Callable[..., Value]:
    def calculate(current: Value, run: Run, namespace: Any) -> Value:
        found = item_of(current, node.expression.calculate(namespace, run))
        return node.subexpression.calculate(found, run, namespace) if node.subexpression else found

    return calculate


def _scope(namespace: Any, name: str) -> Any:
    """Where a variable is or comes to be: only what #foreach itself sets is gone after the loop."""
    found = namespace.find_outermost(name)
    if found is not None:
        return found
    while isinstance(namespace.parent, engine.LocalNamespace):
        namespace = namespace.parent
    return namespace


def _assign(node: Any) -> Callable[..., None]:
    def evaluate(stream: Out, namespace: Any, run: Run) -> None:
        run.spend(1)
        value: Value = node.value.calculate(namespace, run)
        if not node.terms:
            _scope(namespace, node.root_term)[node.root_term] = value
            return
        try:
            here: Value = namespace[node.root_term]
        except KeyError:
            return  # Velocity logs an assignment to nothing, and goes on
        for term in node.terms[:-1]:
            here = item_of(here, term.calculate(namespace, run))
        last = node.terms[-1].calculate(namespace, run)
        if isinstance(here, dict):
            here[to_text(last)] = value
        else:
            items = items_of(here)
            if items is not None and isinstance(last, int) and -len(items) <= last < len(items):
                items[last] = value

    return evaluate


def _foreach(node: Any) -> Callable[..., None]:
    def evaluate(stream: Out, namespace: Any, run: Run) -> None:
        over: Value = node.value.calculate(namespace, run)
        items = list(over.values()) if isinstance(over, dict) else items_of(over)
        if items is None:
            if over is None:
                return
            raise Failed("#foreach over what is no array")
        length = len(items)
        if length > MAX_ROUNDS:
            raise Failed(f"#foreach runs more than {MAX_ROUNDS} times")
        for at, item in enumerate(list(items)):
            run.spend(1)
            inner = engine.LocalNamespace(namespace)
            inner["velocityCount"] = at + 1
            inner["velocityHasNext"] = at + 1 < length
            inner["foreach"] = {
                "count": at + 1,
                "index": at,
                "hasNext": at + 1 < length,
                "first": at == 0,
                "last": at + 1 == length,
            }
            inner[node.loop_var_name] = item
            try:
                node.block.evaluate(stream, inner, run)
            except _Break:
                return
            if stream.stop:
                return

    return evaluate


def _reference(node: Any) -> Callable[..., None]:
    def evaluate(stream: Out, namespace: Any, run: Run) -> None:
        if node.expression is None:
            stream.write(node.my_text())
            return
        value: Value = node.expression.calculate(namespace, run)
        if value is None and node.alternate is not None:
            value = node.alternate.calculate(namespace, run)
        stream.write(to_text(value))

    return evaluate


def _interpolated(node: Any) -> Callable[..., Value]:
    def calculate(namespace: Any, run: Run) -> Value:
        out = Out(run)
        node.block.evaluate(out, namespace, run)
        return out.getvalue()

    return calculate


def _range(node: Any) -> Callable[..., Value]:
    def calculate(namespace: Any, run: Run) -> Value:
        first, last = node.value1.calculate(namespace, run), node.value2.calculate(namespace, run)
        if not isinstance(first, int) or not isinstance(last, int):
            return None
        if abs(last - first) >= MAX_ROUNDS * 10:
            raise Failed("a range is too long")
        run.spend(abs(last - first))
        return list(range(first, last + 1)) if first <= last else list(range(first, last - 1, -1))

    return calculate


def _condition(node: Any) -> Callable[..., bool]:
    return lambda namespace, run: is_true(node.expression.calculate(namespace, run))


def _writing(text: str) -> Callable[..., None]:
    return lambda stream, namespace, run: stream.write(text)


def _leave(node: Any) -> Callable[..., None]:
    def evaluate(stream: Out, namespace: Any, run: Run) -> None:
        raise _Break

    return evaluate


def _refused(node: Any) -> Callable[..., None]:
    def evaluate(stream: Out, namespace: Any, run: Run) -> None:
        raise Failed(f"{node.my_text().partition('(')[0].strip()} is not available")

    return evaluate


def _tame(node: Any) -> None:
    """Replace what this node would do by Python's rules; children are tamed already."""
    match node:
        case engine.NameOrCall():
            node.calculate = _name_or_call(node)
        case engine.SubExpression() if isinstance(node.expression, engine.ArrayIndex):
            node.calculate = _indexed(node)
        case engine.BinaryOperator():
            sign = node.my_text().strip()
            node.apply_to = OPERATORS[sign]
        case engine.UnaryOperatorValue():
            node.op = lambda value: not is_true(value)
        case engine.Condition():
            node.calculate = _condition(node)
        case engine.ElseifBlock():
            node.calculate = node.condition.calculate
        case engine.ArrayLiteral():
            node.calculate = node.values.calculate
        case engine.Range():
            node.calculate = _range(node)
        case engine.Assignment():
            node.evaluate_raw = _assign(node)
        case engine.ForeachDirective():
            node.evaluate_raw = _foreach(node)
        case engine.FormalReference():
            node.evaluate_raw = _reference(node)
        case engine.InterpolatedStringLiteral():
            node.calculate = _interpolated(node)
        case engine.MacroDefinition():
            node.evaluate_raw = _writing("")
        case engine.MacroCall() | engine.ReturnDirective() | engine.EvaluateDirective():
            node.evaluate_raw = _writing(node.my_text())
        case engine.Comment() if node.my_text().startswith("#*"):
            node.evaluate = _writing(node.my_text().rpartition("*#")[2])
        case engine.FallthroughHashText() if _BREAK.match(node.full_text(), node.start):
            node.evaluate_raw = _leave(node)
        case engine.FallthroughHashText() if _DIRECTIVE.match(node.full_text(), node.start):
            raise Failed("a directive is not written as Velocity wants it")
        case engine.IncludeDirective() | engine.ParseDirective() | engine.UserDefinedDirective():
            node.evaluate_raw = _refused(node)


def _children(node: Any) -> Iterator[Any]:
    for value in list(vars(node).values()):
        # a parenthesized expression keeps nothing of its content but a method bound to it
        value = getattr(value, "__self__", value)
        if isinstance(value, engine._Element):
            if value is not node:
                yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, engine._Element))
        elif isinstance(value, dict):
            yield from (item for pair in value.items() for item in pair if isinstance(item, engine._Element))


def _depth_of_arrays(text: str) -> int:
    deepest = depth = 0
    for char in text:
        if char == "[":
            depth += 1
            deepest = max(deepest, depth)
        elif char == "]":
            depth = max(0, depth - 1)
    return deepest


@lru_cache(maxsize=512)
def _compile(text: str) -> Any:
    if len(text) > MAX_TEMPLATE:
        raise Failed("it has more than 300 KB")
    if len(text) * (text.count("$") + text.count("#") + text.count('"')) > _MAX_PARSING:
        raise Failed("it is too long to parse")
    if _depth_of_arrays(text) > _MAX_ARRAYS:
        raise Failed("arrays are nested too deep")
    template = airspeed.Template(_BLANKS_BEFORE_SET.sub("", text))
    try:
        template.ensure_compiled()
        ordered: dict[int, Any] = {}
        waiting: list[Any] = [template.root_element]
        while waiting:
            node = waiting.pop()
            if id(node) not in ordered:  # some are reached twice, by name and by a bound method
                ordered[id(node)] = node
                waiting += _children(node)
        for node in reversed(ordered.values()):  # children first: some parents remember a child's method
            _tame(node)
    except (airspeed.TemplateError, engine.NoMatch, RecursionError, KeyError) as error:
        raise Failed(f"syntax error: {error}") from error
    return template.root_element


def render(text: str, namespace: dict[str, Value]) -> str:
    """Render a template; what it writes into the namespace's dictionaries stays there. Raises Failed."""
    if "$" not in text and "#" not in text:
        return text
    root = _compile(text)
    run = Run()
    out = Out(run)
    try:
        root.evaluate(out, engine.LocalNamespace(namespace), run)
    except _Break:
        pass  # outside of a #foreach it ends the template
    except airspeed.TemplateError as error:
        raise Failed(_reason(error)) from error
    except (Failed, Threw, BadOperand, java_regex.Unusable) as error:
        raise Failed(str(error)) from error
    except RecursionError as error:
        raise Failed("it is nested too deep") from error
    return out.getvalue()


def _reason(error: BaseException) -> str:
    cause: BaseException = error
    while cause.__cause__ is not None and isinstance(cause, airspeed.TemplateError):
        cause = cause.__cause__
    return str(cause) if isinstance(cause, Failed | Threw | BadOperand | java_regex.Unusable) else str(error)
