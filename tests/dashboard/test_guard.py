from __future__ import annotations

import pytest

from corsproxy.dashboard.guard import SECURITY_HEADERS, is_loopback, knows_token, refusal

PORT = 8081
OWN = "http://localhost:8081"


def refused(
    headers: dict[str, str], host: str | list[str] = "localhost:8081", target: str = "/", page: bool = False
) -> bool:
    return bool(refusal(headers, [host] if isinstance(host, str) else host, target, PORT, page=page))


@pytest.mark.parametrize("host", ["localhost:8081", "127.0.0.1:8081", "[::1]:8081", "LOCALHOST:8081"])
def test_our_own_names_are_answered(host: str) -> None:
    assert not refused({}, host)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8081", "localhost", "localhost:80", "localhost:8081.evil.example", "localhost.evil.example:8081",
        "127.0.0.1.nip.io:8081", "", "localhost:8081@evil.example", "evil.example#localhost:8081", [], ["localhost:8081", "evil.example"],
    ],
)  # fmt: skip
def test_any_other_host_is_refused_dns_rebinding_included(host: str | list[str]) -> None:
    assert refused({}, host)
    assert refused({}, host, page=True)


@pytest.mark.parametrize("target", ["http://localhost:8081/", "https://evil.example/", "*", "localhost:8081"])
def test_proxied_forms_of_a_request_are_refused(target: str) -> None:
    assert refused({}, target=target)


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://localhost:3000", "https://localhost:8081", "http://localhost:80810", "", "file://"],
)  # fmt: skip
def test_another_origin_is_refused(origin: str) -> None:
    assert refused({"Origin": origin})
    assert refused({"Origin": origin, "Sec-Fetch-Site": "none"}, page=True)


def test_our_own_page_is_answered() -> None:
    assert not refused({"Origin": OWN, "Sec-Fetch-Site": "same-origin"})
    assert not refused({"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, page=True)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything"])
def test_requests_of_other_sites_pages_are_refused_whatever_they_are(site: str) -> None:
    assert refused({"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"})
    assert refused({"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}, page=True)
    assert refused({"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, page=True)


def test_a_link_may_lead_to_the_page_and_to_nothing_else() -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert not refused(followed, page=True)
    assert refused(followed, target="/api/events")


@pytest.mark.parametrize("given", ["", "wrong", "token ", "TOKEN", "töken"])
def test_only_the_token_is_the_token(given: str) -> None:
    assert not knows_token({"X-Corsproxy-Token": given}, "token")
    assert not knows_token({}, "token")
    assert knows_token({"X-Corsproxy-Token": "token"}, "token")


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("[::1]", True), ("localhost", True), ("0.0.0.0", False),
     ("::", False), ("192.168.1.4", False), ("127.evil.example", False), ("", False)],
)  # fmt: skip
def test_only_this_machine_s_own_addresses_are_listened_on(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_the_policy_lets_in_nothing_from_elsewhere_and_no_inline_script() -> None:
    policy = SECURITY_HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
