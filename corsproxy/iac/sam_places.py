"""Where the parts of a translated SAM template come from: the line of the event, the `Cors` or the authorizer.

SAM's translator knows no lines. Its output is matched with the template that went in by logical ids, by the paths and
methods of events, and by the names under which SAM keeps what it turns into an OpenAPI document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corsproxy.iac.node import Json, Node, node_of, plain, scalar_text
from corsproxy.where import Where

ANY = "x-amazon-apigateway-any-method"
Events = Mapping[tuple[str, str, str], Where]
PROPERTIES, BODY = "Properties", "DefinitionBody"
# a key of the OpenAPI document that SAM writes -> the property of the SAM resource that it is written from
WRITTEN_FROM = {
    "x-amazon-apigateway-gateway-responses": ("GatewayResponses",),
    "securityDefinitions": ("Auth", "Authorizers"),
    "x-amazon-apigateway-cors": ("CorsConfiguration",),
}
IMPLICIT = {"Api": "ServerlessRestApi", "HttpApi": "ServerlessHttpApi"}
UNKNOWN = "?"
GLOBALS = {"AWS::Serverless::Api": "Api", "AWS::Serverless::HttpApi": "HttpApi"}


def place_in(node: Node, *keys: str) -> Where:
    """Say where a nested key stands, as deep as it can be followed."""
    where, current = node.where, node
    for key in keys:
        if not isinstance(current.value, Mapping) or key not in current.value:
            break
        where, current = current.place_of(key), current.value[key]
    return where


def first_key(node: Node, key: str) -> Where | None:
    """Return where `key` first stands in `node`, searching breadth first."""
    holder = holding(node, key)
    return holder.place_of(key) if holder is not None else None


def below(node: Node, key: str) -> Node:
    """Return what `key` holds where it first stands in `node`; `node` itself where it does not."""
    holder = holding(node, key)
    return holder.value[key] if holder is not None and isinstance(holder.value, Mapping) else node


def holding(node: Node, key: str) -> Node | None:
    """Return the mapping that holds `key` and is nearest to the top of `node`."""
    level = [node]
    while level:
        for item in level:
            if isinstance(item.value, Mapping) and key in item.value:
                return item
        level = [child for item in level for child in (*item.items(), *(value for _, value in item.entries()))]
    return None


def with_definitions(node: Node, definitions: Mapping[str, Node]) -> Node:
    """Return the template with the content of definition files as `DefinitionBody`, so that its places are found."""
    for logical, body in definitions.items():
        node = replaced(node, ("Resources", logical, PROPERTIES, BODY), body)
    return node


def replaced(node: Node, path: tuple[str, ...], value: Node) -> Node:
    """Return `node` with `value` at a path of keys."""
    if not path:
        return value
    inner = node.get(path[0]) or Node({}, node.where)
    entries = {**dict(node.entries()), path[0]: replaced(inner, path[1:], value)}
    return Node(entries, node.where, "", {path[0]: value.where, **node.keys})


def along(value: Json, written: Node | None, where: Where) -> Node:
    """Return a value of the translator's with the places of what it was written from, as deep as both agree."""
    if written is None:
        return node_of(value, where)
    if isinstance(value, dict) and isinstance(written.value, Mapping):
        known = written.value
        entries = {key: along(item, known.get(key), written.where) for key, item in value.items()}
        return Node(entries, written.where, "", {key: written.place_of(key) for key in entries if key in known})
    if isinstance(value, list) and isinstance(written.value, tuple) and len(value) == len(written.value):
        return Node(
            tuple(along(*pair, written.where) for pair in zip(value, written.value, strict=True)), written.where
        )
    same = type(value) is type(written.value) and value == written.value
    return written if same else node_of(value, written.where)


def placed(output: object, node: Node) -> Node:
    """Return the translated template with the places of the resources, and of the events, that it came from."""
    template = node_of(output, node.where)
    resources = template.get("Resources")
    if resources is None:
        return template
    written = node.get("Resources")
    names = sorted((name for name, _ in (written.entries() if written is not None else ())), key=len, reverse=True)
    events = dict(event_places(node))
    keys: dict[str, Where] = {}
    entries: dict[str, Node] = {}
    for logical, resource in resources.entries():
        origin = next((name for name in names if logical.startswith(name)), "")
        # SAM's implicit APIs are written nowhere: they begin with their first event
        own = [place for (api, _, _), place in events.items() if api == logical]
        first = min(own or events.values(), key=lambda place: place.line or 0, default=node.where)
        where = place_in(node, "Resources", origin) if origin else first
        keys[logical] = where
        source = written.get(origin) if written is not None and origin == logical else None
        moved = along(plain(resource), source, where)
        kind = scalar_text(moved.get("Type") or moved)
        from_sam = source is None or (scalar_text(source.get("Type") or source) or "").startswith("AWS::Serverless::")
        if from_sam and kind in {"AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"}:
            moved = with_places(moved, Source(node, origin, logical, where, events))
        entries[logical] = moved
    whole = dict(template.entries())
    whole["Resources"] = Node(entries, resources.where, "", keys)
    return Node(whole, template.where, "", {key: place_in(node, key) for key in whole})


@dataclass(frozen=True, slots=True)
class Source:
    """The SAM resource (`origin`, empty for an implicit API) that one API of the output was made from."""

    node: Node
    origin: str
    logical: str
    where: Where
    events: Events

    def of(self, *keys: str) -> Where | None:
        """Say where a property is written: on the resource, or under Globals; None where it is not."""
        resources = self.node.get("Resources")
        resource = resources.get(self.origin) if resources is not None and self.origin else None
        kind = scalar_text(resource.get("Type") or resource) if resource is not None else None
        section = GLOBALS.get(kind or "", "HttpApi" if self.logical == "ServerlessHttpApi" else "Api")
        for path in (("Resources", self.origin, PROPERTIES, *keys), ("Globals", section, *keys)):
            found = exact_place(self.node, *path)
            if found is not None:
                return found
        return None

    @property
    def definition(self) -> Node | None:
        """The API's DefinitionBody, None where SAM writes the whole document."""
        found: Node | None = self.node
        for key in ("Resources", self.origin, PROPERTIES, BODY):
            found = found.get(key) if found is not None else None
        return found

    def path_item(self, path: str) -> Node | None:
        """What DefinitionBody has for a path."""
        paths = self.definition.get("paths") if self.definition is not None else None
        return paths.get(path) if paths is not None else None

    def event(self, path: str, verb: str) -> Where | None:
        """Say where the event of a path and method is written."""
        asked = "any" if verb == ANY else verb.lower()
        # an event that names its API in another way than by Ref may mean any
        for api in (self.logical, UNKNOWN):
            for method in (asked, "any"):
                if (api, path, method) in self.events and (method == asked or verb != "options"):
                    return self.events[(api, path, method)]
        return None


def exact_place(node: Node, *keys: str) -> Where | None:
    """Say where a nested key stands; None unless it stands there."""
    where, current = None, node
    for key in keys:
        if not isinstance(current.value, Mapping) or key not in current.value:
            return None
        where, current = current.place_of(key), current.value[key]
    return where


def event_places(node: Node) -> Iterator[tuple[tuple[str, str, str], Where]]:
    """Yield (API, path, method) of every API event, with its place; without a reference it is SAM's implicit API."""
    resources = node.get("Resources")
    for _, resource in resources.entries() if resources is not None else ():
        properties = resource.get(PROPERTIES)
        events = properties.get("Events") if properties is not None else None
        for name, event in events.entries() if events is not None else ():
            details = event.get(PROPERTIES)
            kind = scalar_text(event.get("Type") or event)
            if events is None or kind not in IMPLICIT:
                continue
            reference = details.get("RestApiId", "ApiId") if details is not None else None
            target = reference.get("Ref") if reference is not None else None
            api = (scalar_text(target) if target is not None else None) or (UNKNOWN if reference else IMPLICIT[kind])
            path, method = (details.get(name) if details is not None else None for name in ("Path", "Method"))
            texts = [(scalar_text(item) or "") if item is not None else "" for item in (path, method)]
            yield (api, texts[0], texts[1].lower()), events.place_of(name)


def with_places(resource: Node, source: Source) -> Node:
    """Return an API whose operations, CORS, gateway responses and authorizers stand where they were written."""
    properties = resource.get(PROPERTIES)
    body = properties.get("Body") if properties is not None else None
    if properties is None or body is None:
        return resource
    definition = source.definition
    parts: dict[str, Node] = {}
    for key, part in body.entries():
        own = definition.get(key) if definition is not None else None
        if key == "paths":
            parts[key] = paths_with_places(part, source)
        elif key in WRITTEN_FROM:
            parts[key] = children_with_places(part, source, WRITTEN_FROM[key], own)
        elif key == "components" and (schemes := part.get("securitySchemes")) is not None:
            keys = WRITTEN_FROM["securityDefinitions"]
            inner = own.get("securitySchemes") if own is not None else None
            placed_schemes = children_with_places(schemes, source, keys, inner)
            parts[key] = Node({**dict(part.entries()), "securitySchemes": placed_schemes}, part.where)
        else:
            parts[key] = part
    whole = Node(
        {
            **dict(properties.entries()),
            "Body": Node(parts, body.where, "", {key: part.where for key, part in parts.items()}),
        },
        properties.where,
    )
    return Node({**dict(resource.entries()), PROPERTIES: whole}, resource.where)


def children_with_places(part: Node, source: Source, keys: tuple[str, ...], own: Node | None) -> Node:
    """Return a part of the document whose entries stand where their namesakes under `keys` do, or in the part that
    DefinitionBody has of its `own`."""
    where = source.of(*keys) or (own.where if own is not None else source.where)
    if keys == ("CorsConfiguration",):
        return node_of(plain(part), where)
    there = own.keys if own is not None else {}
    moved = {
        name: node_of(plain(item), source.of(*keys, name) or there.get(name) or where)
        for name, item in part.entries()
    }
    return Node(moved, where, "", {name: item.where for name, item in moved.items()}) if moved else part


def paths_with_places(paths: Node, source: Source) -> Node:
    """Return the paths, each operation where its event or its part of DefinitionBody is; OPTIONS where `Cors` is."""
    moved: dict[str, Node] = {}
    keys: dict[str, Where] = {}
    for path, item in paths.entries():
        verbs: dict[str, Where] = {}
        for verb, _ in item.entries():
            written = exact_place(source.node, "Resources", source.origin, PROPERTIES, BODY, "paths", path, verb)
            cors = source.of("Cors") if verb == "options" else None
            verbs[verb] = source.event(path, verb) or written or cors or source.where
        own = source.path_item(path)
        entries = {
            verb: along(plain(operation), own.get(verb) if own is not None else None, verbs[verb])
            for verb, operation in item.entries()
        }
        body = exact_place(source.node, "Resources", source.origin, PROPERTIES, BODY, "paths", path)
        entries = dict(sorted(entries.items(), key=lambda entry: verbs[entry[0]].line or 0))
        # the OPTIONS that Cors writes stands at Cors, for every path alike
        asked = [where for verb, where in verbs.items() if verb != "options"] or list(verbs.values())
        keys[path] = body or min(asked, key=lambda where: where.line or 0, default=source.where)
        moved[path] = Node(entries, keys[path], "", verbs) if entries else item
    # the translator orders by hashes; people read from above
    ordered = sorted(moved.items(), key=lambda entry: keys[entry[0]].line or 0)
    return Node(dict(ordered), paths.where, "", keys)
