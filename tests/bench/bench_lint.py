"""Lint of a large REST API: 300 resources, 4 methods each, 3 origins; the figure grows linearly.

The floor in the same run: half of that API, so that a growth of more than twice shows.
"""

from __future__ import annotations

import time

from corsproxy.diagnose.lint.complaints import complaints
from corsproxy.diagnose.lint.matrix import matrix
from corsproxy.gateway.rest_api.definition import Resource, RestApi, Stage
from tests.diagnose.lint_apis import options, proxy

ORIGINS = ("https://app.example.com", "https://www.example.com", "http://localhost:3000")


def api(resources: int) -> RestApi:
    """A REST API with four methods and a MOCK OPTIONS on each resource."""
    return RestApi(
        "a1b2c3d4e5",
        tuple(
            Resource(
                f"/group{number % 20}/thing{number}/{{id}}",
                (*(proxy(name) for name in ("GET", "POST", "PUT", "DELETE")), options()),
            )
            for number in range(resources)
        ),
        "large",
        (Stage("prod"),),
    )


def seconds(resources: int) -> tuple[float, int]:
    """Time one lint and count its complaints."""
    whole = api(resources)
    started = time.perf_counter()
    found = complaints(whole, matrix(whole, ORIGINS))
    return time.perf_counter() - started, len(found)


def main() -> None:
    """Print seconds and the growth."""
    seconds(5)
    half, _ = seconds(150)
    whole, found = seconds(300)
    print(f"300 resources x 4 methods x {len(ORIGINS)} origins x 3 browsers: {whole:.2f} s, {found} complaints")
    print(f"150 resources: {half:.2f} s; twice as many cost {whole / half:.2f} times as much")
