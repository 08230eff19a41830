"""Lambda handlers that send CORS headers on every path, in Python and Node."""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.filling import fill, when_credentials
from corsproxy.fixes.topic import Topic


def python(values: Mapping[str, str]) -> str:
    """A decorator, so that errors carry the headers too."""
    return fill(
        """
import functools
import json

ALLOWED = {«origin_quoted»}


def cors(handler):
    @functools.wraps(handler)
    def wrapped(event, context):
        sent = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        try:
            response = handler(event, context)
        except Exception:
            print("handler failed", flush=True)
            response = {"statusCode": 500, "body": json.dumps({"message": "Internal error"})}
        headers = dict(response.get("headers") or {})
        headers["Vary"] = "Origin"
        if sent.get("origin") in ALLOWED:
            headers["Access-Control-Allow-Origin"] = sent["origin"]
"""
        + when_credentials(values, '            headers["Access-Control-Allow-Credentials"] = "true"\n')
        + """
        return {**response, "headers": headers}

    return wrapped


@cors
def handler(event, context):
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps({"ok": True})}
""".lstrip("\n"),
        values,
    )


def node(values: Mapping[str, str]) -> str:
    """A wrapper, so that errors carry the headers too."""
    return fill(
        """
const ALLOWED = new Set([«origin_single»]);

const cors = (handler) => async (event, context) => {
  const sent = Object.fromEntries(
    Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  let response;
  try {
    response = await handler(event, context);
  } catch (error) {
    console.error(error);
    response = { statusCode: 500, body: JSON.stringify({ message: 'Internal error' }) };
  }
  const headers = { ...response.headers, Vary: 'Origin' };
  if (ALLOWED.has(sent.origin)) {
    headers['Access-Control-Allow-Origin'] = sent.origin;
"""
        + when_credentials(values, "    headers['Access-Control-Allow-Credentials'] = 'true';\n")
        + """
  }
  return { ...response, headers };
};

exports.handler = cors(async (event) => ({
  statusCode: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ ok: true }),
}));
""".lstrip("\n"),
        values,
    )


_CAUTION = "Keep the list of origins short and exact; reflecting whatever asks, with credentials, opens the API to every page."
PYTHON = Dialect("lambda-python", "Lambda handler (Python)", {Topic.HANDLER: python}, _CAUTION)
NODE = Dialect("lambda-node", "Lambda handler (Node)", {Topic.HANDLER: node}, _CAUTION)
