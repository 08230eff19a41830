"""What lint goes over, by id, name and host: an HTTP API, a REST API, or a function URL."""

from __future__ import annotations

from corsproxy.gateway.api import Served
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.function_url.definition import FunctionUrl


def host(served: Served) -> str:
    """The default endpoint's host."""
    if isinstance(served, FunctionUrl):
        return f"{served.url_id}.lambda-url.{served.region}.on.aws"
    return f"{served.api_id}.execute-api.{served.region}.amazonaws.com"


def id_of(served: Served) -> str:
    """The API's id, or the function URL's."""
    return served.url_id if isinstance(served, FunctionUrl) else served.api_id


def name_of(served: Served) -> str:
    """What people call it: an API's name, a function URL after its function; the id where there is none."""
    if isinstance(served, FunctionUrl):
        function = served.function
        return f"URL of {function.name}" if isinstance(function, LambdaFunction) else f"URL {served.url_id}"
    return served.name or served.api_id
