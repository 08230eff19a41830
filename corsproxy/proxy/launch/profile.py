"""How a browser is started: its flags or its profile, pure but for the files that a Firefox profile consists of.

Chromium does not send localhost through a proxy unless the bypass list says `<-loopback>`; Firefox needs
`network.proxy.allow_hijacking_localhost`. Chromium trusts our authority by the hash of its key, for this profile
only; how Firefox is told is in `marionette.py`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corsproxy.proxy.launch.installed import Engine, Installed


@dataclass(frozen=True, slots=True)
class Command:
    """A command line and what is added to the environment."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


def needs_no_sandbox() -> bool:
    """Chromium's sandbox refuses to start for root, and in the containers that CI systems use."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return sys.platform.startswith("linux") and (is_root or bool(os.environ.get("CI")))


def chromium(
    browser: Installed,
    folder: Path,
    *,
    proxy: str,
    key_hash: str,
    url: str = "about:blank",
    headless: bool = False,
    pipe: bool = False,
) -> Command:
    """Chromium, Chrome or Edge with a fresh profile in `folder`; `proxy` is `host:port`.

    With `pipe` it speaks the DevTools protocol on file descriptors 3 and 4.
    """
    flags = [
        f"--user-data-dir={folder}",
        f"--proxy-server=http://{proxy}",
        "--proxy-bypass-list=<-loopback>",
        f"--ignore-certificate-errors-spki-list={key_hash}",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-default-apps",
        "--disable-quic",
        "--disable-search-engine-choice-screen",
        "--metrics-recording-only",
        # what the browser asks of its maker's servers by itself is noise among the page's requests
        "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,CertificateTransparencyComponentUpdater",
        "--password-store=basic",
    ]
    if headless:
        flags += ["--headless=new", "--disable-gpu"]
    if needs_no_sandbox():
        flags += ["--no-sandbox", "--disable-dev-shm-usage"]
    if pipe:
        flags.append("--remote-debugging-pipe")
    return Command((browser.path, *flags, url))


def firefox(
    browser: Installed, folder: Path, *, proxy: str, url: str = "about:blank", headless: bool = False
) -> Command:
    """Firefox with a fresh profile in `folder`, whose files are written here; `proxy` is `host:port`."""
    profile = folder / "profile"
    profile.mkdir(parents=True, exist_ok=True)
    host, _, port = proxy.rpartition(":")
    (profile / "user.js").write_text(_user_js(host.strip("[]"), int(port)), encoding="utf-8")
    flags = ["--no-remote", "--new-instance", "--profile", str(profile), *(["--headless"] if headless else []), url]
    return Command((browser.path, *flags), {"MOZ_CRASHREPORTER_DISABLE": "1"})


def _user_js(host: str, port: int) -> str:
    preferences: dict[str, bool | int | str] = {
        "network.proxy.type": 1,
        "network.proxy.http": host,
        "network.proxy.http_port": port,
        "network.proxy.ssl": host,
        "network.proxy.ssl_port": port,
        "network.proxy.no_proxies_on": "",
        "network.proxy.allow_hijacking_localhost": True,
        "network.http.http3.enable": False,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
        "browser.shell.checkDefaultBrowser": False,
        "browser.startup.homepage_override.mstone": "ignore",
        "browser.aboutwelcome.enabled": False,
        "browser.safebrowsing.downloads.remote.enabled": False,
        "browser.safebrowsing.malware.enabled": False,
        "browser.safebrowsing.phishing.enabled": False,
        "browser.newtabpage.activity-stream.feeds.system.topstories": False,
        "browser.region.network.url": "",
        "app.normandy.enabled": False,
        "app.update.enabled": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
        "toolkit.telemetry.reportingpolicy.firstRun": False,
        "extensions.getAddons.cache.enabled": False,
        "services.settings.server": "data:,#remote-settings-dummy/v1",
        "trailhead.firstrun.didSeeAboutWelcome": True,
    }
    return "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items())


def command_for(
    browser: Installed, folder: Path, *, proxy: str, key_hash: str, url: str, headless: bool, pipe: bool
) -> Command:
    """The command that starts this browser, whichever engine it is built on."""
    if browser.engine is Engine.FIREFOX:
        return firefox(browser, folder, proxy=proxy, url=url, headless=headless)
    return chromium(browser, folder, proxy=proxy, key_hash=key_hash, url=url, headless=headless, pipe=pipe)
