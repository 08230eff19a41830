from __future__ import annotations

from corsproxy.proxy.start import embedded, listening_port
from corsproxy.proxy.way_in import way_in


async def test_the_page_says_how_fetches_come_to_this_proxy() -> None:
    async with embedded([], host="127.0.0.1", port=0) as master:
        command = f"corsproxy browser --proxy 127.0.0.1:{listening_port(master)} https://your-app.example"
        assert way_in() == ("Point a browser at the proxy.", command)
    reverse = {"mode": ["reverse:http://api.example.com"]}
    async with embedded([], host="127.0.0.1", port=0, settings=reverse) as master:
        assert way_in() == (f"Let your page call the API at http://127.0.0.1:{listening_port(master)}.", "")
