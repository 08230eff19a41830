"""One request at its method: what every step of the pipeline looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.rest_api.definition import ApiKey, Json, Method, Resource, RestApi, Stage
from corsproxy.http.headers import Headers

NOTHING: Mapping[str, Json] = {}


@dataclass(frozen=True, slots=True)
class Call:
    """A request on its way through the pipeline; each step that learns something makes a new one.

    `http_method` is the effective method (X-HTTP-Method-Override applied). `stage`, `resource` and
    `method` are None until the step that finds them. `query` holds decoded name-value pairs in order.
    `authorizer` is what `$context.authorizer` shows; `claims` those of a verified Cognito token.
    """

    api: RestApi
    arrival: Arrival
    http_method: str
    query: tuple[tuple[str, str], ...] = ()
    stage: Stage | None = None
    resource: Resource | None = None
    method: Method | None = None
    path_parameters: Mapping[str, str] = field(default_factory=dict)
    authorizer: Mapping[str, Json] = field(default_factory=dict)
    usage_identifier: str = ""
    api_key: ApiKey | None = None

    @property
    def headers(self) -> Headers:
        """The request's headers, as they arrived."""
        return self.arrival.request.headers

    @property
    def stage_name(self) -> str:
        """The stage's name, empty where there is none."""
        return self.stage.name if self.stage else (self.arrival.stage or "")

    @property
    def stage_variables(self) -> Mapping[str, str]:
        """The stage's variables."""
        return self.stage.variables if self.stage else {}

    def query_value(self, name: str) -> str | None:
        """The last value of a query parameter: names are case-sensitive, the last one wins."""
        for key, value in reversed(self.query):
            if key == name:
                return value
        return None


def query_of(url: str) -> tuple[tuple[str, str], ...]:
    """The decoded name-value pairs of a URL's query, in order; a name without `=` has an empty value."""
    _, mark, rest = url.partition("?")
    if not mark:
        return ()
    query = rest.partition("#")[0]
    return tuple(
        (unquote_plus(name, errors="replace"), unquote_plus(value, errors="replace"))
        for pair in query.split("&")
        if pair
        for name, _, value in [pair.partition("=")]
    )
