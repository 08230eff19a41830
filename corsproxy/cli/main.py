"""The `corsproxy` command: a registry of commands, each imported only when it runs."""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass

import click

from corsproxy import __version__
from corsproxy.cli import exit_codes
from corsproxy.where import Unusable


@dataclass(frozen=True, slots=True)
class Entry:
    """A command's name, the module whose `command` is the click command, and its line in the help."""

    name: str
    module: str
    summary: str


COMMANDS: tuple[Entry, ...] = (
    Entry("demo", "corsproxy.cli.demo", "The main job on an embedded sample: API, page, proxy and browser."),
    Entry("proxy", "corsproxy.cli.proxy", "Put the browser's proxy at localhost:8080; a verdict on every flow."),
    Entry("browser", "corsproxy.cli.browser", "Start a browser with a profile of its own that uses the proxy."),
    Entry("addon-path", "corsproxy.cli.addon_path", "Print the path of the script for mitmproxy's own -s."),
    Entry("probe", "corsproxy.cli.probe", "Ask a URL what a browser would ask it, and judge the answer."),
    Entry("replay", "corsproxy.cli.replay", "Send captured page fetches again and say what changed."),
    Entry("record", "corsproxy.cli.record", "Make a capture small and share-safe, to keep as a test."),
    Entry("suggest", "corsproxy.cli.suggest", "The least CORS configuration that makes captured fetches pass."),
    Entry("lint", "corsproxy.cli.lint", "Find what a page could not read, in a template, before it is deployed."),
    Entry("emulate", "corsproxy.cli.emulate", "Answer as API Gateway does, from a configuration or a template."),
    Entry(
        "analyze", "corsproxy.cli.analyze", "Explain captures (HAR, mitmproxy flows): verdict, author, cause, fix."
    ),
    Entry("explain", "corsproxy.cli.explain", "What a console message, or one of our codes, means."),
)


class LazyGroup(click.Group):  # click's own extension point for commands that load when asked for
    """A group that knows its commands by name and imports one only when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the registry's order."""
        return [entry.name for entry in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module and return its `command`."""
        for entry in COMMANDS:
            if entry.name == cmd_name:
                command = importlib.import_module(entry.module).command
                assert isinstance(command, click.Command)  # noqa: S101 -- ours, checked by a test
                return command
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their summaries, importing none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(entry.name, entry.summary) for entry in COMMANDS])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="corsproxy")
def corsproxy() -> None:
    """See, emulate and regression-test CORS in front of Amazon API Gateway."""


def complain(error: Unusable) -> None:
    """Print every mistake on standard error, one a line."""
    for mistake in error.mistakes:
        click.echo(f"corsproxy: {mistake}", err=True)


def run(arguments: list[str] | None = None) -> None:
    """Run a command and exit with its code; no traceback reaches the user unless CORSPROXY_TRACEBACK is set."""
    try:
        code = corsproxy.main(args=arguments, prog_name="corsproxy", standalone_mode=False)
    except Unusable as error:
        complain(error)
        code = exit_codes.UNUSABLE
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        code = exit_codes.CLEAN
    except click.ClickException as error:
        error.show()
        code = exit_codes.UNUSABLE
    except click.exceptions.Exit as done:
        code = done.exit_code
    except (KeyboardInterrupt, click.Abort):
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = exit_codes.CLEAN
    except Exception as error:
        if os.environ.get("CORSPROXY_TRACEBACK"):
            raise
        click.echo(
            f"corsproxy: a bug of ours: {type(error).__name__}: {error}. "
            "Run again with CORSPROXY_TRACEBACK=1 and report what it prints.",
            err=True,
        )
        code = 70
    sys.exit(code if isinstance(code, int) else exit_codes.CLEAN)
