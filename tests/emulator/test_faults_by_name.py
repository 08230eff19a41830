"""Every outcome of every turn can be had by its name, over a socket, in every product; lint's table has these names."""

from __future__ import annotations

from pathlib import Path

from corsproxy.diagnose.lint.matrix import Situation, matrix
from corsproxy.emulator import serve
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.supposition import NAMES, enumerate_answers
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request
from corsproxy.iac.load import load
from tests.emulator.apis import RUNTIME, ask

ORIGIN = "https://app.example"
LAB = f"""
functions:
  f: {{runtime: {RUNTIME}, handler: app.handler, code: .}}
  simple: {{runtime: {RUNTIME}, handler: app.simple, code: .}}
  policy: {{runtime: {RUNTIME}, handler: app.policy, code: .}}
apis:
  - http-api: web
    id: webhttpapi
    cors: {{origins: ["{ORIGIN}"], methods: [GET, POST], headers: [content-type]}}
    stages: {{$default: {{throttle: {{rate: 1000, burst: 1000}}}}}}
    authorizers:
      jwt: {{jwt: {{issuer: "https://issuer.example", audience: [a]}}}}
      simple: {{lambda: simple, payload: "2.0", simple: true, identity_sources: [$request.header.Authorization]}}
      policy: {{lambda: policy, payload: "1.0", identity_sources: [$request.header.Authorization]}}
    routes:
      GET /plain: f
      POST /plain: f
      GET /jwt: {{lambda: f, authorizer: jwt, scopes: [r, w]}}
      GET /simple: {{lambda: f, authorizer: simple}}
      GET /policy: {{lambda: f, authorizer: policy}}
      GET /iam: {{lambda: f, authorizer: iam}}
      GET /http: {{http: "http://127.0.0.1:9/x"}}
  - rest-api: rest
    id: restrestrr
    stages: {{prod: {{throttle: {{rate: 1000, burst: 1000}}}}}}
    authorizers:
      token: {{token: policy, header: Authorization, ttl: 0}}
      request: {{request: policy, identity_sources: [method.request.header.Authorization], ttl: 0}}
    usage_plans:
      gold: {{keys: [a-key-of-twenty-characters], quota: {{limit: 1000, period: DAY}}}}
    resources:
      /plain: {{GET: f, POST: f}}
      /token: {{GET: {{lambda: f, authorizer: token}}}}
      /request: {{GET: {{lambda: f, authorizer: request}}}}
      /iam: {{GET: {{lambda: f, authorizer: iam}}}}
      /key: {{GET: {{lambda: f, api_key: true}}}}
      /http: {{GET: {{http: "http://127.0.0.1:9/x"}}}}
      /mock: {{GET: {{mock: 200}}}}
  - function-url: open
    id: openopenop
    lambda: f
    cors: {{origins: ["{ORIGIN}"]}}
"""
HANDLERS = """
def handler(event, context):
    return {"statusCode": 200, "body": "real"}
def simple(event, context):
    return {"isAuthorized": True}
def policy(event, context):
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    return {"principalId": "me", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
"""
# behind a JWT authorizer only a token that verifies gets that far
BEHIND_THE_KEYS = ("backend-", "function-", "integration-")


async def test_each_name_of_lints_table_gives_its_answer(tmp_path: Path) -> None:
    (tmp_path / "lab.yaml").write_text(LAB, encoding="utf-8")
    (tmp_path / "app.py").write_text(HANDLERS, encoding="utf-8")
    lab = load(tmp_path / "lab.yaml")
    names, differing, said = set(), [], list[str]()
    async with serve(lab.apis, function_urls=lab.function_urls, say=said.append) as running:
        for api in lab.apis:
            for cell in matrix(api, (ORIGIN,)):
                name, endpoint, answer = cell.way.name, cell.endpoint, cell.way.answer
                if cell.browser.name != "chrome" or cell.preflight or name == "certain":
                    continue
                if cell.question.situation is not Situation.NORMAL:
                    continue
                names.add(name)
                if endpoint.path == "/jwt" and name.startswith(BEHIND_THE_KEYS):
                    continue
                path = endpoint.path if endpoint.stage == "$default" else f"/{endpoint.stage}{endpoint.path}"
                lines = [f"{key}: {value}" for key, value in cell.sent.request.headers.lines]
                lines += [f"Host: {api.api_id}.execute-api.localhost", f"x-corsproxy-fault: {name}"]
                got = await ask(running.port, endpoint.method, path, *lines, body=cell.sent.request.body)
                if (got.status, got.body) != (answer.response.status, answer.response.body):
                    differing.append((api.api_id, endpoint.label, name, got.status))
        [url] = lab.function_urls
        request = Request("GET", "https://openopenop.lambda-url.us-east-1.on.aws/", Headers([("Origin", ORIGIN)]))
        arrival = Arrival(request, "$default", "/", 0.0, "r", "e", domain="openopenop.lambda-url.us-east-1.on.aws")
        for supposed, answer in enumerate_answers(url, arrival):
            names.add(supposed[-1].name)
            lines = [f"Origin: {ORIGIN}", f"x-corsproxy-fault: {supposed[-1].name}"]
            got = await ask(running.port, "GET", "/", "Host: openopenop.lambda-url.localhost", *lines)
            if (got.status, got.body) != (answer.response.status, answer.response.body):
                differing.append(("url", "/", supposed[-1].name, got.status))
    assert differing == []
    assert said == []
    # what goes well is called after the backend that answers then
    assert names <= set(NAMES)
    assert set(NAMES) - names <= {"admitted", "authorizer-allows", "token-accepted", "signature-accepted"}
