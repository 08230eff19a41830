"""`corsproxy emulate`: API Gateway on this machine, from a configuration or a template."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import signal
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corsproxy.cli import emulate_output as output
from corsproxy.cli import exit_codes
from corsproxy.cli.emulate_sources import (
    Sources,
    all_faults,
    mappings,
    overriding,
    parameters_of,
    read_all,
    stamps,
    strangers,
    unknown_fault,
)
from corsproxy.cli.listening import require_free
from corsproxy.where import Mistake, Unusable, Where

if TYPE_CHECKING:
    from corsproxy.emulator.faults import Fault
    from corsproxy.emulator.function_environment import Overrides
    from corsproxy.emulator.server import Running
    from corsproxy.iac.loaded import Loaded

WATCH_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says."""

    sources: Sources
    host: str
    port: int
    certificate: Path | None
    key: Path | None
    https: bool
    authorizers: bool
    stage_in_url: bool
    watch: bool
    faults: tuple[Fault, ...]
    overrides: Overrides
    quiet: bool


@click.command()
@click.argument("definitions", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-t",
    "--template",
    "templates",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A definition too, spelled as `sam local start-api` has it.",
)
@click.option("--config", type=click.Path(path_type=Path), help="Settings (and APIs): a configuration file of ours.")
@click.option("--host", help="Address to listen at.  [default: 127.0.0.1]")
@click.option(
    "-p", "--port", type=click.IntRange(0, 65535), help="Port to listen at, 0 for any free one.  [default: 4000]"
)
@click.option("--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter of the definition.")
@click.option(
    "--parameter-overrides",
    multiple=True,
    metavar="'NAME=VALUE …'",
    help="Several at once, spelled as `sam` has it.",
)
@click.option(
    "-n",
    "--env-vars",
    type=click.Path(path_type=Path),
    help='JSON: {"FunctionName": {"NAME": "value"}, "Parameters": {…for all…}}.',
)
@click.option(
    "--pass-env",
    multiple=True,
    metavar="NAME",
    help="A variable of this shell that functions may see (AWS_PROFILE, say); none are passed otherwise.",
)
@click.option("--ssl-cert-file", type=click.Path(path_type=Path), help="Serve HTTPS with this certificate (PEM).")
@click.option("--ssl-key-file", type=click.Path(path_type=Path), help="Its key (PEM).")
@click.option("--https", is_flag=True, help="Serve HTTPS with a certificate of a local authority, made when needed.")
@click.option("--disable-authorizer", "--no-auth", "no_authorizers", is_flag=True, help="Let every request in.")
@click.option("--no-prepend-stage-in-url", is_flag=True, help="At localhost, paths begin behind the stage.")
@click.option(
    "--watch/--no-watch", default=True, help="Take changes of definitions and code up at once.  [default: watch]"
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="[ROUTE=]NAME",
    help="Let something fail: `GET /items=throttled`, `function-crashes`.",
)
@click.option("-q", "--quiet", is_flag=True, help="No line per request.")  # fmt: skip
def command(
    definitions: tuple[Path, ...],
    templates: tuple[Path, ...],
    config: Path | None,
    host: str | None,
    port: int | None,
    parameters: tuple[str, ...],
    parameter_overrides: tuple[str, ...],
    env_vars: Path | None,
    pass_env: tuple[str, ...],
    ssl_cert_file: Path | None,
    ssl_key_file: Path | None,
    https: bool,
    no_authorizers: bool,
    no_prepend_stage_in_url: bool,
    watch: bool,
    faults: tuple[str, ...],
    quiet: bool,
) -> int:
    """Answer as API Gateway does: HTTP APIs and REST APIs, errors and CORS included.

    DEFINITIONS are files of ours, OpenAPI or Swagger with API Gateway's extensions, CloudFormation or SAM templates.
    Without any, or in a directory, the usual names are looked for. One request can be made to fail by the header
    `x-corsproxy-fault: NAME`; in a browser use --fault, as a header of its own changes the request's preflight.
    """
    mistakes: list[Mistake] = []
    values = parameters_of(parameters, mistakes) | overriding(parameter_overrides, mistakes)
    sources = Sources(config, (*definitions, *templates), values)
    if mistakes:
        raise Unusable(mistakes)
    settings, loaded = read_all(sources)
    chosen_host = _host(host, settings.host, mistakes)
    asked = Asked(
        sources=sources,
        host=chosen_host,
        port=settings.port if port is None else port,
        certificate=ssl_cert_file,
        key=ssl_key_file,
        https=https,
        authorizers=not no_authorizers,
        stage_in_url=not no_prepend_stage_in_url,
        watch=watch,
        faults=_faults(faults, mistakes),
        overrides=_overrides(env_vars, pass_env, mistakes),
        quiet=quiet,
    )
    if bool(ssl_cert_file) != bool(ssl_key_file):
        mistakes.append(
            Mistake("--ssl-cert-file and --ssl-key-file belong together", instead="Give both, or --https.")
        )
    if mistakes:
        raise Unusable(mistakes)
    all_faults((), loaded)
    require_free(asked.host, asked.port, "the emulator", "--port")

    from corsproxy.emulator.event_loop import run

    return run(_emulate(asked, loaded))


def _host(given: str | None, configured: str, mistakes: list[Mistake]) -> str:
    """Only the command line may open the emulator to others: it runs code for whoever asks."""
    host = configured if given is None else given
    if _is_loopback(host):
        return host
    if given is None:
        mistakes.append(
            Mistake(
                f"the configuration's emulator.host {host} is open to the network, and the emulator runs your code",
                instead=f"If you mean it, say it on the command line: --host {host}.",
            )
        )
    else:
        click.echo(f"warning: listening at {host}: whoever reaches this machine can run your functions", err=True)
    return host


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _faults(texts: Sequence[str], mistakes: list[Mistake]) -> tuple[Fault, ...]:
    if not texts:
        return ()
    from corsproxy.emulator.faults import parse_fault

    found = []
    for text in texts:
        fault = parse_fault(text)
        if fault is None:
            mistakes.append(
                Mistake(f"--fault {text!r} cannot be read", instead="Write --fault 'GET /items=throttled'.")
            )
        elif unknown := unknown_fault(fault.name):
            mistakes.append(unknown)
        else:
            found.append(fault)
    return tuple(found)


def _overrides(file: Path | None, passed: tuple[str, ...], mistakes: list[Mistake]) -> Overrides:
    """Read an `--env-vars` file, in the form that `sam local` has."""
    from corsproxy.emulator.function_environment import Overrides

    if file is None:
        return Overrides(passed=passed)
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        mistakes.append(Mistake(f"cannot be read: {error.strerror or error}", Where(str(file))))
        return Overrides(passed=passed)
    except ValueError as error:
        line = getattr(error, "lineno", None)
        mistakes.append(Mistake(f"is not JSON: {error}", Where(str(file), line)))
        return Overrides(passed=passed)
    shape = 'Write {"FunctionName": {"NAME": "value"}}.'
    if not isinstance(document, dict) or not all(isinstance(one, dict) for one in document.values()):
        mistakes.append(Mistake("holds something else than one object per function", Where(str(file)), shape))
        return Overrides(passed=passed)
    texts = {
        function: {name: value if isinstance(value, str) else json.dumps(value) for name, value in variables.items()}
        for function, variables in document.items()
    }
    return Overrides(by_function=texts, for_all=texts.pop("Parameters", {}), passed=passed)


def _tls(asked: Asked, loaded: Loaded) -> ssl.SSLContext | None:
    if asked.certificate is None and not asked.https:
        return None
    from corsproxy.emulator.certificates import authority_in, context_for, how_to_trust, server_context

    if asked.certificate is not None and asked.key is not None:
        try:
            return server_context(asked.certificate, asked.key)
        except OSError as error:
            said = str(error) or type(error).__name__
            raise Unusable(
                Mistake(f"certificate and key cannot be used: {said}", Where(str(asked.certificate)))
            ) from None
    authority = authority_in(Path.home() / ".corsproxy")
    click.echo(f"HTTPS by the local authority {authority.certificate_file}. To trust it:")
    for line in how_to_trust(authority.certificate_file):
        click.echo(f"  {line}")
    names = ["localhost", "*.localhost", "*.execute-api.localhost", "*.lambda-url.localhost", "127.0.0.1", "::1"]
    names += [domain.name for domain in loaded.domains]
    names += [f"*.execute-api.{api.region}.amazonaws.com" for api in loaded.apis]
    names += [f"*.lambda-url.{url.region}.on.aws" for url in loaded.function_urls]
    return context_for(authority, names)


async def _emulate(asked: Asked, loaded: Loaded) -> int:
    from corsproxy.emulator.server import serve

    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: the KeyboardInterrupt is caught by `run`
            loop.add_signal_handler(number, stop.set)
    async with serve(
        loaded.apis,
        host=asked.host,
        port=asked.port,
        observer=None if asked.quiet else output.request,
        domains=mappings(loaded),
        function_urls=loaded.function_urls,
        stage_in_url=asked.stage_in_url,
        authorizers=asked.authorizers,
        faults=all_faults(asked.faults, loaded),
        watch=asked.watch,
        overrides=asked.overrides,
        tls=_tls(asked, loaded),
        say=output.say,
        on_line=output.log,
    ) as running:
        said = [*loaded.notes, *strangers(asked.overrides, loaded)]
        if not asked.stage_in_url and len(loaded.apis) > 1:
            said.append("--no-prepend-stage-in-url is for one API alone: with several, the stage tells them apart")
        output.greet(running, said)
        watching = asyncio.create_task(_watch(asked, loaded, running)) if asked.watch else None
        await stop.wait()
        if watching is not None:
            watching.cancel()
    output.flush()
    click.echo("Stopped.")
    return exit_codes.CLEAN


async def _watch(asked: Asked, loaded: Loaded, running: Running) -> None:
    """Load the definitions again whenever one of their files changes; a broken one leaves the old in place."""
    files = loaded.files
    seen = stamps(files)
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        now = stamps(files)
        if now == seen:
            continue
        seen = now
        try:
            _, fresh = await asyncio.get_running_loop().run_in_executor(None, read_all, asked.sources)
            faults = all_faults(asked.faults, fresh)
        except Unusable as unusable:
            for mistake in unusable.mistakes:
                output.say(f"not taken up: {mistake}")
            continue
        files = fresh.files
        seen = stamps(files)
        running.replace(fresh.apis, mappings(fresh), faults, fresh.function_urls)
        output.say("the definition has changed and is taken up")
        output.notes(running, fresh.notes)
