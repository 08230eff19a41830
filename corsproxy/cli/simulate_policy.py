"""Policies to simulate, as people write them: in one line, in YAML, or as a definition of the API.

In one line: `origins=https://app.example.com methods=GET,PUT headers=content-type credentials`, with `rest` in front
for a REST API's OPTIONS methods and gateway responses. In YAML: `cors:` as in our own definitions of HTTP APIs, or
`options:` and `gateway_responses:` as in those of REST APIs; `hosts:` says for whom.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corsproxy.gateway.http_api.cors import mistakes_in_cors
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.iac import document
from corsproxy.iac.load import load, load_document
from corsproxy.iac.node import Node
from corsproxy.iac.ours_functions import texts
from corsproxy.proxy.simulate_policy import Policy
from corsproxy.where import Mistake, Unusable, Where

_LISTS = ("origins", "methods", "headers", "expose", "hosts")
_HOW = "Write for example origins=https://app.example.com methods=GET,PUT headers=content-type credentials"
_NAME = "simulated"
_PARTS = ("cors", "options", "gateway_responses", "hosts")
_TYPES = ("DEFAULT_4XX", "DEFAULT_5XX")


def read_policy(text: str, *, files: bool = False) -> Policy:
    """The policy that `text` says; `files` allows it to name a file. Raises `Unusable` with every mistake."""
    text = text.strip()
    if files and "=" not in text and "\n" not in text and text not in ("", "rest") and not text.startswith("{"):
        return _of_file(Path(text))
    if "\n" in text or text.startswith("{") or text.split(":")[0].strip() in _PARTS:
        return _of_document(document.parse(text, "the policy"), text)
    return _of_line(text)


def _of_file(path: Path) -> Policy:
    node = document.read(path)
    if any(node.get(name) is not None for name in ("cors", "options", "gateway_responses")):
        return _of_document(node, str(path))
    loaded = load(path)
    apis = [api for api in loaded.apis if isinstance(api, HttpApi | RestApi)]
    if len(apis) != 1:
        names = ", ".join(api.name or api.api_id for api in apis) or "none"
        raise Unusable(
            Mistake(f"a policy is one API's, and this file has {len(apis)} ({names})", Where(str(path)), _HOW)
        )
    return _policy(apis[0], str(path), ())


def _of_line(text: str) -> Policy:
    """The short form."""
    where = Where("--simulate")
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise Unusable(Mistake(f"{error}", where, _HOW)) from None
    given: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    rest = bool(words) and words[0] in ("rest", "http")
    product = words.pop(0) if rest else "http"
    for word in words:
        name, equals, value = word.partition("=")
        name = name.replace("-", "_")
        if name == "credentials" and value in ("", "true", "false"):
            given[name] = value != "false"
        elif name in _LISTS and equals and value:
            given[name] = [item.strip() for item in value.split(",") if item.strip()]
        elif name == "max_age" and value.lstrip("-").isdigit():
            given[name] = int(value)
        else:
            mistakes.append(Mistake(f"'{word}' is no part of a policy", where, _HOW))
    if not given.get("origins"):
        mistakes.append(Mistake("the policy allows no origin", where, _HOW))
    if mistakes:
        raise Unusable(mistakes)
    hosts = given.pop("hosts", [])
    whole = {"cors": given} if product == "http" else _rest_parts(given)
    return _of_document(document.parse(json.dumps({**whole, "hosts": hosts}), "--simulate"), text)


def _rest_parts(given: Mapping[str, Any]) -> dict[str, Any]:
    """OPTIONS methods, and both default gateway responses with the same consent."""
    origins = given["origins"]
    headers = {}
    if given.get("credentials"):
        headers["Access-Control-Allow-Credentials"] = "true"
    response: dict[str, Any] = {"headers": headers}
    if len(origins) == 1:
        headers["Access-Control-Allow-Origin"] = origins[0]
    else:  # a gateway response cannot choose: it can only reflect
        response["parameters"] = {
            "gatewayresponse.header.Access-Control-Allow-Origin": "method.request.header.origin"
        }
        headers["Vary"] = "Origin"
    return {"options": dict(given), "gateway_responses": dict.fromkeys(_TYPES, response)}


def _of_document(node: Node, text: str) -> Policy:
    """The long form: it becomes one of our own definitions, so their grammar judges it."""
    known = _PARTS
    mistakes = [
        Mistake(f"'{key}' is no part of a policy", node.place_of(key), f"A policy has {', '.join(known)}.")
        for key, _ in node.entries()
        if key not in known
    ]
    rest = node.get("options") is not None or node.get("gateway_responses") is not None
    if node.get("cors") is not None and rest:
        mistakes.append(
            Mistake("'cors' is an HTTP API's, 'options' a REST API's", node.where, "Write one of the two.")
        )
    if node.get("cors") is None and not rest:
        mistakes.append(Mistake("the policy says nothing", node.where, "Write 'cors:', or 'options:'."))
    if mistakes:
        raise Unusable(mistakes)
    hosts_node = node.get("hosts")
    hosts = tuple(item.text for item in (hosts_node.items() or (hosts_node,))) if hosts_node is not None else ()
    loaded = load_document(_definition(node, rest), Path("the policy"), {})
    api = loaded.apis[0]
    if isinstance(api, HttpApi) and api.cors is not None and (refused := mistakes_in_cors(api.cors)):
        raise Unusable(refused)
    options = node.get("options")
    origins = texts(options.get("origins")) if options is not None else ()
    return _policy(api, text, tuple(host for host in hosts if host), origins)


def _definition(node: Node, rest: bool) -> Node:
    where = node.where

    def made(value: Any) -> Node:
        return Node(value, where, value if isinstance(value, str) else "")

    if not rest:
        api = {"http-api": made(_NAME), "routes": made({}), "cors": node.get("cors") or made({})}
        return made({"apis": made((made(api),))})
    options, responses = node.get("options"), node.get("gateway_responses")
    resource = {} if options is None else {"cors": options}
    paths = {path: made(resource) for path in ("/", "/{proxy+}")} if resource else {}
    api = {"rest-api": made(_NAME), "stages": made((made(_NAME),)), "resources": made(paths)}
    if responses is not None:
        api["gateway_responses"] = responses
    return made({"apis": made((made(api),))})


def _policy(api: HttpApi | RestApi, text: str, hosts: tuple[str, ...], origins: tuple[str, ...] = ()) -> Policy:
    """`origins` are those among which an OPTIONS method chooses: its static value is only the first."""
    remedies: tuple[tuple[str, Mapping[str, str]], ...]
    if isinstance(api, HttpApi):
        cors = api.cors
        if cors is None:
            raise Unusable(Mistake("this HTTP API has no CORS configuration to simulate", api.where, _HOW))
        said = [f"origins {', '.join(cors.allow_origins)}", f"methods {', '.join(cors.allow_methods) or 'none'}"]
        said += [f"headers {', '.join(cors.allow_headers) or 'none'}"]
        said += ["credentials"] if cors.allow_credentials else []
        values = _values(
            cors.allow_origins, cors.allow_methods, cors.allow_headers, cors.allow_credentials, "http-api"
        )
        remedies = (("configure-http-api-cors", values),)
        summary = f"HTTP API CORS configuration: {'; '.join(said)}"
    else:
        options, values = _options_values(api)
        if len(origins) > 1:
            values = {**values, "origin": ",".join(origins)}
        found: list[tuple[str, Mapping[str, str]]] = []
        said = []
        if options:
            said.append(f"OPTIONS methods for {values['origin'].replace(',', ', ')}")
            found.append(("add-options-method", values))
        if api.gateway_responses:
            said.append(f"gateway responses {', '.join(each.type for each in api.gateway_responses)}")
            found.append(("add-gateway-response-headers", values))
        if not said:
            raise Unusable(Mistake("this REST API has no OPTIONS method and no gateway response", api.where, _HOW))
        remedies = tuple(found)
        summary = f"REST API: {'; '.join(said)}"
    return Policy(api, text, summary + (f" (only {', '.join(hosts)})" if hosts else ""), hosts, remedies)


def _options_values(api: RestApi) -> tuple[bool, Mapping[str, str]]:
    """What its first OPTIONS method answers, or its first gateway response, for the snippets."""
    found: dict[str, str] = {}
    options = False
    for resource in api.resources:
        for method in resource.methods:
            if method.http_method == "OPTIONS" and method.integration is not None and method.integration.responses:
                options = True
                for name, value in method.integration.responses[0].parameters.items():
                    found.setdefault(name.rpartition(".")[2].lower(), value.strip("'"))
    for response in api.gateway_responses:
        for name, value in response.parameters.items():
            found.setdefault(name.rpartition(".")[2].lower(), value.strip("'"))

    def listed(name: str) -> tuple[str, ...]:
        return tuple(
            item.strip() for item in found.get(f"access-control-allow-{name}", "").split(",") if item.strip()
        )

    credentials = found.get("access-control-allow-credentials") == "true"
    return options, _values(listed("origin"), listed("methods"), listed("headers"), credentials, "rest-api")


def _values(
    origins: tuple[str, ...], methods: tuple[str, ...], headers: tuple[str, ...], credentials: bool, product: str
) -> Mapping[str, str]:
    """What the snippets are filled with."""
    return {
        "origin": ",".join(origins) or "*",
        "method": methods[0] if methods else "GET",
        "methods": ",".join(methods) or "GET",
        "headers": ",".join(headers) or "content-type",
        "path": "/{proxy+}",
        "url": "",
        "api": "API_ID",
        "stage": "STAGE",
        "region": "REGION",
        "product": product,
        "header": headers[0] if headers else "content-type",
        "credentials": "true" if credentials else "",
        "credentials_note": ", AllowCredentials true" if credentials else "",
    }
