"""What the demo's page asks for: the classic cases, each a fetch of a page to the emulated shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

JSON = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class Case:
    """One fetch of the page: `api` is the emulated API's id, `path` starts behind its host."""

    id: str
    title: str
    api: str
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    credentials: str = "same-origin"

    def url(self, emulator_port: int) -> str:
        """The URL that the page asks for: the API's own host name under localhost."""
        return f"http://{self.api}.execute-api.localhost:{emulator_port}{self.path}"


HTTP_API, PARTNERS, REST_API, MENDED = "shophttp01", "partner001", "shoprest01", "shoprest02"

CASES: tuple[Case, ...] = (
    Case("http-api-get", "HTTP API, answered by its CORS configuration", HTTP_API, "GET", "/items"),
    Case("http-api-post", "HTTP API, preflight answered by its configuration", HTTP_API, "POST", "/cart", JSON, "{}"),
    Case("http-api-401", "HTTP API, no token: its 401 carries the headers", HTTP_API, "GET", "/me"),
    Case(
        "http-api-header",
        "A header that the CORS configuration does not list",
        HTTP_API,
        "POST",
        "/cart",
        {**JSON, "x-request-id": "7"},
        "{}",
    ),
    Case("http-api-method", "A method that the CORS configuration does not list", HTTP_API, "DELETE", "/cart/1"),
    Case("other-origin", "Another page's API: the origin is not listed", PARTNERS, "GET", "/prices"),
    Case("other-origin-preflight", "The same with a preflight", PARTNERS, "POST", "/prices", JSON, "{}"),
    Case("rest-get", "REST API, the Lambda function sends the header", REST_API, "GET", "/prod/products"),
    Case(
        "rest-post",
        "REST API, preflight answered by a MOCK integration",
        REST_API,
        "POST",
        "/prod/products",
        JSON,
        "{}",
    ),
    Case("no-options", "No OPTIONS method on the resource", REST_API, "POST", "/prod/orders", JSON, "{}"),
    Case("lambda-no-header", "The Lambda function forgot the header", REST_API, "GET", "/prod/reviews"),
    Case("origin-list", "A list of origins in one header", REST_API, "GET", "/prod/wishlist"),
    Case(
        "wildcard-cookies",
        "A wildcard, and the page sends cookies",
        REST_API,
        "GET",
        "/prod/basket",
        credentials="include",
    ),
    Case(
        "unauthorized",
        "A 401 of the authorizer, without gateway-response headers",
        REST_API,
        "GET",
        "/prod/account",
        {"authorization": "Bearer expired"},
    ),
    Case("missing-token", "No such resource: 403 Missing Authentication Token", REST_API, "GET", "/prod/nowhere"),
    Case(
        "rest-method", "A method that the OPTIONS method does not allow", REST_API, "PUT", "/prod/stock", JSON, "{}"
    ),
    Case(
        "rest-header",
        "A header that the OPTIONS method does not allow",
        REST_API,
        "GET",
        "/prod/search",
        {"x-request-id": "7"},
    ),
    Case("bad-gateway", "A result that API Gateway cannot use: 502", REST_API, "POST", "/prod/checkout", JSON, "{}"),
    Case(
        "mended",
        "The 401 again, with gateway responses that carry the header",
        MENDED,
        "GET",
        "/prod/account",
        {"authorization": "Bearer expired"},
    ),
)
