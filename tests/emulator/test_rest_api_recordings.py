"""What real REST APIs answered, as the emulator answers it on its socket: every test of the model's recordings again.

The tests are the gateway's own; here the requests go over a real connection instead of into the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.rest_api.definition import RestApi
from tests.emulator.over_the_socket import answered_over_the_socket
from tests.gateway import test_rest_api_recorded_field as field_recordings
from tests.gateway import test_rest_api_recorded_templates as template_recordings
from tests.gateway import test_rest_api_recordings as recordings
from tests.gateway import test_rest_api_sam_stacks as stacks
from tests.gateway.rest_api_calls import World, arrival
from tests.gateway.test_rest_api_recorded_field import *  # noqa: F403 -- the tests themselves
from tests.gateway.test_rest_api_recorded_templates import *  # noqa: F403 -- the tests themselves
from tests.gateway.test_rest_api_recordings import *  # noqa: F403 -- the tests themselves
from tests.gateway.test_rest_api_sam_stacks import (
    test_a_deployed_stack_and_the_model_of_its_template_agree as test_a_deployed_stack_and_the_emulator_agree,  # noqa: F401 -- a test
)


@pytest.fixture(autouse=True)
def through_the_socket(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Arrival]]:
    """Requests go over a real connection; a test that sends none has nothing to say here."""
    sent: list[Arrival] = []

    def drive(api: RestApi, coming: Arrival, world: World | None = None) -> Answer:
        world = world or World()
        sent.append(coming)
        return answered_over_the_socket(monkeypatch, api, coming, world.outcome, world.refuse)

    def call(api: RestApi, method: str, path: str, /, world: World | None = None, **more: Any) -> Answer:
        return drive(api, arrival(method, path, **more), world)

    for module in (recordings, template_recordings, field_recordings):
        monkeypatch.setattr(module, "drive", drive, raising=False)
        monkeypatch.setattr(module, "call", call, raising=False)
    monkeypatch.setattr(stacks, "drive", drive)
    yield sent
    if not sent:
        pytest.skip("about the model alone")
