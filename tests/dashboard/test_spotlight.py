from __future__ import annotations

from corsproxy.dashboard.spotlight import LIGHTS
from corsproxy.fetch.error import Error


def test_every_error_has_its_light_and_no_light_is_for_an_error_that_is_not() -> None:
    assert set(LIGHTS) == {error.value for error in Error}


def test_lights_name_headers_in_lower_case() -> None:
    for light in LIGHTS.values():
        for name in (*light.request, *light.response):
            assert name == name.lower()
