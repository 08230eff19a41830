"""A policy that would mend a finding, in the short form that the simulation takes."""

from __future__ import annotations

from corsproxy.diagnose.finding import Finding

# remedies that an OPTIONS method or gateway responses of a REST API carry out
_REST = frozenset(
    {
        "add-options-method",
        "open-options-method",
        "add-gateway-response-headers",
        "reflect-origin-in-gateway-responses",
        "repair-mock",
        "list-header",
        "list-method",
        "list-names",
        "write-plain-list",
    }
)
# remedies that an HTTP API's CORS configuration carries out
_HTTP = frozenset(
    {
        "configure-http-api-cors",
        "name-the-origin",
        "allow-credentials",
        "correct-origin-value",
        "choose-origin-at-run-time",
        "return-cors-headers",
        "set-cors-in-one-place",
        "list-header",
        "list-method",
        "list-names",
        "write-plain-list",
    }
)


def policy_for(finding: Finding) -> str:
    """The policy to try, empty where no policy mends this. Made of the first remedy that one can carry out."""
    for remedy in finding.remedies:
        values = remedy.values
        rest = values.get("product") == "rest-api" and remedy.kind in _REST
        if not rest and (values.get("product") == "rest-api" or remedy.kind not in _HTTP | _REST):
            continue
        names = _list(f"{values.get('headers', '')},{values.get('header', '')}")
        words = ["rest"] if rest else []
        words += [f"origins={values.get('origin', '')}", f"methods={_list(values.get('methods', ''))}"]
        words += [f"headers={names}"] if names else []
        words += ["credentials"] if values.get("credentials") else []
        if values.get("origin") and not any(character.isspace() for word in words for character in word):
            return " ".join(words)
    return ""


def _list(text: str) -> str:
    items = (item.strip() for item in text.split(","))
    return ",".join(dict.fromkeys(item for item in items if item))
