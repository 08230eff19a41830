"""The stand-in's definitions, routes and domains; the traffic is tested in tests/proxy/test_stand_in.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsproxy.cli.proxy_stand_in import stand_in
from corsproxy.where import Unusable

API = """
apis:
  - http-api: shop
    id: abcdefghij
    routes:
      GET /items: {http: "https://backend.example/items"}
"""


@pytest.fixture
def definition(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(API)
    return path


def test_it_says_which_urls_it_answers_for(definition: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stand_in([definition], ["GET /items*"], ["api.shop.example=abcdefghij"])
    assert "https://abcdefghij.execute-api." in capsys.readouterr().err


def test_every_mistake_is_said_at_once(definition: Path) -> None:
    with pytest.raises(Unusable) as found:
        stand_in([definition], ["GET items", "/fine"], ["api.shop.example=zzzzzzzzzz/prod", "nonsense"])
    assert len(found.value.mistakes) == 3
    assert "abcdefghij" in str(found.value)


def test_a_file_without_apis_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    path.write_text("apis: []\n")
    with pytest.raises(Unusable):
        stand_in([path], [], [])
