"""`corsproxy proxy`: mitmproxy with our addon, on localhost:8080."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corsproxy.cli import exit_codes
from corsproxy.cli.listening import require_different, require_free
from corsproxy.cli.terminal_lines import Lines
from corsproxy.http.url import parse
from corsproxy.where import Mistake, Unusable

if TYPE_CHECKING:
    from corsproxy.proxy.chain import NamedAddon

WEB_PORT = 8082  # mitmweb's own 8081 is the live page's here
_PAGE_AT = "Live page at {} (open it in a browser that does not use the proxy)."


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", "config", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Settings; the command line and CORSPROXY_... win.  [default: ./corsproxy.yaml]")  # fmt: skip
@click.option("--ui", type=click.Choice(["dump", "console", "web"]),
              help="dump: one line per page fetch; console: mitmproxy; web: mitmweb.  [default: dump]")  # fmt: skip
@click.option("-p", "--port", "--listen-port", type=int, help="Port of the proxy.  [default: 8080]")
@click.option("--listen-host", "--host", help="Address of the proxy.  [default: 127.0.0.1]")
@click.option("--web-port", default=WEB_PORT, show_default=True, help="Port of mitmweb, with --ui web.")
@click.option(
    "--upstream", metavar="URL", help="Reverse mode: stand in front of this one API instead of the whole web."
)
@click.option("-w", "--save", "save", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Save flows, verdicts included.")  # fmt: skip
@click.option(
    "-m", "--mode", "modes", multiple=True, help="A mode of mitmproxy's own, e.g. upstream:http://proxy:3128."
)
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="An option of mitmproxy's or ours.")
@click.option("-s", "--script", "scripts", multiple=True, type=click.Path(exists=True, dir_okay=False),
              help="A mitmproxy script of yours; it runs before the verdict.")  # fmt: skip
@click.option("--headers", is_flag=True, help="Add x-corsproxy-verdict and server-timing to responses.")
@click.option("--stand-in", "stand_ins", multiple=True, metavar="DEFINITION",
              type=click.Path(exists=True, path_type=Path),
              help="Answer the real URLs of the APIs in this file with the emulator.")  # fmt: skip
@click.option("--stand-in-route", "routes", multiple=True, metavar="'METHOD /path*'",
              help="Stand in for these routes only; the rest goes to AWS.")  # fmt: skip
@click.option("--stand-in-domain", "domains", multiple=True, metavar="HOST=ID/STAGE",
              help="Stand in for this host too: a custom domain, or a deployed name.")  # fmt: skip
@click.option("--simulate", "policy_text", metavar="POLICY",
              help="Answer as if the API had this policy: 'origins=https://app.example.com methods=GET,PUT "
                   "headers=content-type credentials', with `rest` in front for a REST API; or a file.")  # fmt: skip
@click.option("--live-page/--no-live-page", "live_page", default=None, help="With or without the live page.")
@click.option("--page-port", type=int, help="Port of the live page, on this machine only.  [default: 8081]")
@click.option("--page-limit", default=10_000, show_default=True, type=click.IntRange(1),
              help="How many page fetches the live page keeps.")  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="Also show mitmproxy's own log.")
@click.argument("filters", nargs=-1)
def command(
    config: Path | None,
    ui: str | None,
    port: int | None,
    listen_host: str | None,
    web_port: int,
    upstream: str | None,
    save: Path | None,
    modes: tuple[str, ...],
    settings: tuple[str, ...],
    scripts: tuple[str, ...],
    headers: bool,
    stand_ins: tuple[Path, ...],
    routes: tuple[str, ...],
    domains: tuple[str, ...],
    policy_text: str | None,
    live_page: bool | None,
    page_port: int | None,
    page_limit: int,
    verbose: bool,
    filters: tuple[str, ...],
) -> int:
    """Put the browser's proxy at localhost:8080 and get a CORS verdict on every flow.

    Point a browser at it with `corsproxy browser`. FILTERS are mitmproxy filter expressions.
    """
    from corsproxy.cli.proxy_settings import settings as settings_of

    chosen = settings_of(
        config, os.environ, host=listen_host, port=port, modes=_mode(upstream, modes), ui=ui, page=live_page,
        page_port=page_port,
    )  # fmt: skip
    ui, port, listen_host, page_port = chosen.ui, chosen.port, chosen.host, chosen.page_port
    upstream = upstream or _reversed(chosen.modes)
    policy = None
    if policy_text is not None:
        from corsproxy.cli.simulate_policy import read_policy

        policy = read_policy(policy_text, files=True)
    require_different({"--port": port, "--page-port": page_port, "--web-port": web_port if ui == "web" else None})
    require_free(listen_host, port, "the proxy", "--port")
    if ui == "web":
        require_free("127.0.0.1", web_port, "mitmweb", "--web-port")
    if page_port is not None:
        require_free("127.0.0.1", page_port, "the live page", "--page-port (or --no-live-page)")
    arguments = ["--listen-host", listen_host, "--listen-port", str(port)]
    for one in chosen.modes:
        arguments += ["--mode", one]
    if save is not None:
        arguments += ["-w", str(save)]
    for script in scripts:
        arguments += ["-s", script]
    if ui == "web":
        arguments += ["--web-host", "127.0.0.1", "--web-port", str(web_port)]
        _warn_of_open_mitmweb()
    if ui == "dump":
        arguments += ["--set", "flow_detail=0"]
        if not verbose:
            arguments += ["--set", "termlog_verbosity=warn"]
    if headers:
        arguments += ["--set", "corsproxy_headers=true"]
    if stand_ins:
        # without it mitmproxy would first connect to the real API, which may not even exist
        arguments += ["--set", "connection_strategy=lazy"]
    for setting in settings:
        arguments += ["--set", setting]

    from corsproxy.cli.flow_files import export_har, render_report
    from corsproxy.proxy.addon import CorsProxy
    from corsproxy.proxy.event_streams import EventStreams
    from corsproxy.proxy.start import Ui, run
    from corsproxy.proxy.unreachable import Unreachable
    from corsproxy.proxy.way_in import alert

    before: list[NamedAddon] = [EventStreams(), Unreachable()]
    if stand_ins:
        from corsproxy.cli.proxy_stand_in import stand_in

        before.append(stand_in(stand_ins, routes, domains))
    from corsproxy.cli.live_page import live_addons

    in_terminal = ui == "dump"
    lines = Lines(sys.stdout)
    judge = CorsProxy(render=render_report, export=export_har, line=lines.say if in_terminal else None)
    addons = live_addons(
        judge,
        port=page_port,
        limit=page_limit,
        policy=policy,
        told=lambda url: (alert if ui == "console" else _to_stderr)(_PAGE_AT.format(url)),
        **({"say": lines.say} if in_terminal else {}),
    )
    if ui == "dump":
        _greet(listen_host, port, upstream)
    if policy is not None:
        click.echo(f"Simulating: {policy.summary}. Changed responses carry x-corsproxy-simulated.", err=True)
    code = run(Ui(ui), [*arguments, *filters], [*before, *addons])
    lines.flush()
    return exit_codes.CLEAN if code == 0 else exit_codes.UNUSABLE


def _mode(upstream: str | None, modes: tuple[str, ...]) -> tuple[str, ...]:
    if upstream is None:
        return modes
    url = parse(upstream)
    if url is None or url.scheme not in ("http", "https") or not url.host:
        raise Unusable(
            Mistake(
                f"--upstream {upstream!r} is no API's address",
                instead="Write for example --upstream https://abc123.execute-api.eu-west-1.amazonaws.com",
            )
        )
    if url.path not in ("", "/") or url.query:
        raise Unusable(
            Mistake(
                f"--upstream {upstream!r} has a path; the proxy passes paths on as they are",
                instead=f"Write --upstream {url.origin} and ask for the path at the proxy.",
            )
        )
    return (*modes, f"reverse:{url.origin}")


def _reversed(modes: tuple[str, ...]) -> str | None:
    """The API that a mode stands in front of, where it does."""
    return next((mode.partition(":")[2] for mode in modes if mode.startswith("reverse:")), None)


def _greet(host: str, port: int, upstream: str | None) -> None:
    """Say where we are and, in reverse mode, what that hides."""
    if upstream is None:
        click.echo(
            f"Proxy at {host}:{port}. Point a browser at it: corsproxy browser --proxy {host}:{port}", err=True
        )
        return
    click.echo(f"http://{host}:{port} stands in front of {upstream}.", err=True)
    click.echo(
        "What this hides: the page now talks to another origin than in production, so cookies (SameSite, Domain), "
        "mixed content, redirects to absolute URLs and custom-domain mappings behave differently. "
        "The CORS headers judged are those of the real API.",
        err=True,
    )


def _to_stderr(text: str) -> None:
    click.echo(text, err=True)


def _warn_of_open_mitmweb() -> None:
    """CVE-2025-23217: mitmweb asks for a password since 11.1.2 only."""
    from importlib.metadata import version

    told = tuple(int(part) for part in version("mitmproxy").split(".")[:3] if part.isdigit())
    if told < (11, 1, 2):
        click.echo(
            "Mind: mitmweb of this mitmproxy asks nobody for a password. It listens on this machine only, and "
            "proxied requests to its port are refused; do not run it on a machine that you share.",
            err=True,
        )
