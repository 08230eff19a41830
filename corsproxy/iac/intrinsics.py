"""CloudFormation's intrinsic functions: resolved where the template and its parameters settle them.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
What they do not settle becomes `Unresolved` with its expression and place, and so does all that is built from it.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.node import Node, Value, plain, scalar_text
from corsproxy.where import Mistake, Where

# AWS::NoValue takes away the property that it stands for
NO_VALUE = Unresolved("!Ref AWS::NoValue")
LONGEST = 1_000_000
VARIABLE = re.compile(r"\$\{([^}]*)\}")
FUNCTIONS = {
    "Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::If", "Fn::FindInMap", "Fn::Select", "Fn::Split", "Fn::Base64",
    "Fn::ImportValue", "Fn::Transform", "Fn::GetAZs", "Fn::Cidr", "Fn::Length", "Fn::ToJsonString",
}  # fmt: skip
Attribute = Callable[[str, str], Value]


@dataclass(slots=True)
class Resolver:
    """What expressions are resolved against.

    `attribute(logical id, name)` gives a resource's attribute (`Ref` for its id). `Fn::Transform` stays open: what
    lies beside the template has been put in before.
    """

    parameters: Mapping[str, Value]
    mappings: Node | None
    conditions: Mapping[str, Node]
    attribute: Attribute
    mistakes: list[Mistake] = field(default_factory=list)
    decided: dict[str, bool | None] = field(default_factory=dict)
    deciding: set[str] = field(default_factory=set)

    def resolve(self, node: Node) -> Node:
        """Return `node` with every expression in it resolved, and what is `AWS::NoValue` left out."""
        if isinstance(node.value, tuple):
            items = tuple(self.resolve(item) for item in node.value)
            return Node(tuple(item for item in items if item.value is not NO_VALUE), node.where)
        if not isinstance(node.value, Mapping):
            return left_to_deployment(node)
        if len(node.value) == 1:
            ((name, argument),) = node.value.items()
            if name in FUNCTIONS and not (name == "Ref" and isinstance(argument.value, Mapping)):
                return left_to_deployment(self.call(name, argument, node))
        entries = {key: self.resolve(item) for key, item in node.value.items()}
        entries = {key: item for key, item in entries.items() if item.value is not NO_VALUE}
        return Node(entries, node.where, "", node.keys)

    def call(self, name: str, argument: Node, node: Node) -> Node:
        """Resolve one intrinsic function; what is unsettled comes back as `Unresolved`."""
        result: Node | Value
        match name:
            case "Ref":
                result = self.reference(argument)
            case "Fn::GetAtt":
                result = self.get_attribute(argument)
            case "Fn::Sub":
                result = self.substitute(argument)
            case "Fn::Join":
                result = self.join(argument)
            case "Fn::If":
                result = self.choose(argument)
            case "Fn::FindInMap":
                result = self.find_in_map(argument)
            case "Fn::Select":
                result = self.select(argument)
            case "Fn::Split":
                result = self.split(argument)
            case "Fn::Base64":
                text = self.text(argument)
                result = (
                    base64.b64encode(text.encode("utf-8", "replace")).decode() if text is not None else NOT_SETTLED
                )
            case "Fn::Length":
                items = self.resolve(argument).value
                result = len(items) if isinstance(items, tuple) else NOT_SETTLED
            case "Fn::ToJsonString":
                whole = self.resolve(argument)
                result = NOT_SETTLED if holds_open(whole) else json.dumps(plain(whole))
            case _:
                result = NOT_SETTLED
        if isinstance(result, Node):
            return result
        if isinstance(result, Unresolved) and result is not NO_VALUE:
            return Node(Unresolved(expression(node), node.where, result.text), node.where)
        return Node(result, node.where, str(result) if isinstance(result, str | int | float) else "")

    def text(self, node: Node) -> str | None:
        """Return the text of an argument, None where it is not settled."""
        return scalar_text(self.resolve(node))

    def reference(self, argument: Node) -> Value:
        name = spelling(argument)
        if name is None:
            self.wrong("'Ref' wants the name of a parameter or resource", argument)
            return NOT_SETTLED
        if name in self.parameters:
            value = self.parameters[name]
            return NOT_SETTLED if isinstance(value, Unresolved) and value is not NO_VALUE else value
        value = self.attribute(name, "Ref")
        return NOT_SETTLED if isinstance(value, Unresolved) else value

    def get_attribute(self, argument: Node) -> Value:
        parts = [self.text(item) for item in argument.items()] or (scalar_text(argument) or "").split(".", 1)
        if len(parts) < 2 or any(part is None for part in parts):
            return NOT_SETTLED
        value = self.attribute(str(parts[0]), ".".join(str(part) for part in parts[1:]))
        return NOT_SETTLED if isinstance(value, Unresolved) else value

    def substitute(self, argument: Node) -> Value:
        items = argument.items()
        template = scalar_text(items[0] if items else argument)
        if template is None:
            self.wrong("'Fn::Sub' wants text", argument)
            return NOT_SETTLED
        own = {key: self.text(item) for key, item in (items[1].entries() if len(items) > 1 else ())}
        pieces: list[str] = []
        at = length = 0
        left_open = False
        for match in VARIABLE.finditer(template):
            name = match[1].strip()
            if name.startswith("!"):
                value: str | None = "${" + name[1:] + "}"
            elif name in own:
                value = own[name]
            else:
                value = self.variable(name, argument.where)
            if value is None:
                left_open, value = True, words(name)
            pieces += [template[at : match.start()], value]
            length += len(pieces[-2]) + len(value)
            at = match.end()
            if length > LONGEST:
                return NOT_SETTLED
        whole = "".join(pieces) + template[at:]
        return Unresolved(NOT_SETTLED.expression, text=whole) if left_open else whole

    def variable(self, name: str, where: Where) -> str | None:
        """Return what `${name}` stands for in a substitution."""
        if name in self.parameters or "." not in name:
            return scalar_text(Node(self.reference(Node(name, where, name)), where))
        head, _, rest = name.partition(".")
        return scalar_text(Node(self.attribute(head, rest), where))

    def join(self, argument: Node) -> Value:
        items = argument.items()
        if len(items) != 2:
            self.wrong("'Fn::Join' wants a delimiter and a list", argument)
            return NOT_SETTLED
        delimiter, parts = self.text(items[0]), self.resolve(items[1])
        if delimiter is None or not isinstance(parts.value, tuple):
            return NOT_SETTLED
        settled = [scalar_text(part) for part in parts.items()]
        texts = [known_of(part) if text is None else text for part, text in zip(parts.items(), settled, strict=True)]
        if sum(map(len, texts)) > LONGEST:
            return NOT_SETTLED
        whole = delimiter.join(texts)
        return Unresolved(NOT_SETTLED.expression, text=whole) if None in settled else whole

    def choose(self, argument: Node) -> Node | Value:
        items = argument.items()
        name = spelling(items[0]) if items else None
        if len(items) != 3 or name is None:
            self.wrong("'Fn::If' wants a condition and two values", argument)
            return NOT_SETTLED
        decision = self.condition(name)
        if decision is None:
            return NOT_SETTLED
        return self.resolve(items[1] if decision else items[2])

    def find_in_map(self, argument: Node) -> Node | Value:
        items = argument.items()
        names = [self.text(item) for item in items[:3]]
        current = self.mappings
        if len(names) < 3 or None in names:
            return NOT_SETTLED
        for name in names:
            current = current.get(str(name)) if current is not None else None
        if current is None and len(items) > 3:
            current = items[3].get("DefaultValue")
        return self.resolve(current) if current is not None else NOT_SETTLED

    def select(self, argument: Node) -> Node | Value:
        items = argument.items()
        if len(items) != 2:
            self.wrong("'Fn::Select' wants an index and a list", argument)
            return NOT_SETTLED
        index, found = self.text(items[0]) or "", self.resolve(items[1]).items()
        if not re.fullmatch(r"[0-9]{1,4}", index) or int(index) >= len(found):
            return NOT_SETTLED
        return found[int(index)]

    def split(self, argument: Node) -> Value:
        items = argument.items()
        delimiter = self.text(items[0]) if len(items) == 2 else None
        text = self.text(items[1]) if len(items) == 2 else None
        if not delimiter or text is None:
            return NOT_SETTLED
        return tuple(Node(part, argument.where, part) for part in text.split(delimiter))

    def condition(self, name: str) -> bool | None:
        """Decide a condition by its name: None where it is open, not defined, or defined by itself."""
        if name in self.decided:
            return self.decided[name]
        if name not in self.conditions or name in self.deciding:
            return None
        self.deciding.add(name)
        self.decided[name] = self.decide(self.conditions[name])
        self.deciding.discard(name)
        return self.decided[name]

    def decide(self, node: Node) -> bool | None:
        """Decide a condition's expression, in three values."""
        if not isinstance(node.value, Mapping) or len(node.value) != 1:
            return None
        ((name, argument),) = node.value.items()
        if name == "Condition":
            return self.condition(spelling(argument) or "")
        parts = argument.items()
        if name == "Fn::Equals" and len(parts) == 2:
            first, second = (self.resolve(part) for part in parts)
            if isinstance(first.value, Unresolved) or isinstance(second.value, Unresolved):
                return None
            if scalar_text(first) is not None or scalar_text(second) is not None:
                return scalar_text(first) == scalar_text(second)
            return plain(first) == plain(second)
        found = [self.decide(part) for part in parts]
        if name == "Fn::Not" and len(found) == 1:
            return None if found[0] is None else not found[0]
        if name == "Fn::And":
            return False if False in found else None if None in found else True
        if name == "Fn::Or":
            return True if True in found else None if None in found else False
        return None

    def wrong(self, problem: str, node: Node) -> None:
        self.mistakes.append(Mistake(problem, node.where))


NOT_SETTLED = Unresolved("not settled")
DYNAMIC = "{{resolve:"


def left_to_deployment(node: Node) -> Node:
    """Return a text that refers to Systems Manager or Secrets Manager as open: only a deployment reads them.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    """
    if isinstance(node.value, str) and DYNAMIC in node.value:
        return Node(Unresolved(node.value, node.where), node.where)
    return node


def spelling(node: Node) -> str | None:
    """Return a name as it is spelt: a condition called `Yes` is no boolean."""
    return node.text or scalar_text(node)


def holds_open(node: Node) -> bool:
    """Say whether anything in `node` is unresolved."""
    if isinstance(node.value, Unresolved):
        return True
    return any(holds_open(item) for item in (*node.items(), *(item for _, item in node.entries())))


def words(name: str) -> str:
    """Return what stands in a text for its open part `name`; a mapping template takes nothing of it for its own."""
    return str(Unresolved(re.sub("[$#<>]", "", name)))


def known_of(node: Node) -> str:
    """Return what is known of a text that is not settled."""
    value = node.value
    return (value.text or words(value.expression)) if isinstance(value, Unresolved) else words(expression(node))


def expression(node: Node) -> str:
    """Return an expression as people write it in YAML's short form: `!Ref X`, `!GetAtt A.Arn`, `!Sub …`."""
    if not isinstance(node.value, Mapping) or len(node.value) != 1:
        return short(json.dumps(plain(node), default=str))
    ((name, argument),) = node.value.items()
    tag = "!" + name.removeprefix("Fn::")
    if name == "Fn::GetAtt" and argument.items():
        return short(f"{tag} {'.'.join(scalar_text(item) or '?' for item in argument.items())}")
    text = scalar_text(argument)
    return short(f"{tag} {text if text is not None else json.dumps(plain(argument), default=str)}")


def short(text: str) -> str:
    """Keep an expression to one line of a message."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 160 else f"{one_line[:157]}…"
