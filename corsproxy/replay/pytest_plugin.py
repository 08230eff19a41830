"""The pytest plugin: captured page fetches as test items, an emulator and a judge as fixtures.

    @pytest.mark.corsproxy(capture="shop.har", against="template.yaml")
    def test_cors(replayed):
        replayed.check()

    def test_my_app(cors):
        cors.assert_allowed("https://app.example.com", "/items", app=app, method="PUT")

With `--corsproxy-collect` (or `corsproxy_collect = true` in the ini file) every `*.cors.yaml` is a test file
without Python; cors_file.py shows one.

pytest imports this file in every run of everybody: whatever is heavy is imported where it is used.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from corsproxy.replay.background import Background
    from corsproxy.replay.comparison import Expected, Result
    from corsproxy.replay.cors_file import CorsFile
    from corsproxy.replay.expectations import Key
    from corsproxy.replay.jury import Cors
    from corsproxy.replay.plan import Planned
    from corsproxy.replay.sending import Send
    from corsproxy.replay.target import Target

_MARKER = "corsproxy(capture, against, *, expect, map, headers, unsafe, strict): replay a capture, one item per fetch"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of our own group, and their ini settings."""
    group = parser.getgroup("corsproxy", "CORS verdicts and captured page fetches")
    group.addoption(
        "--corsproxy-against", metavar="URL|DEFINITION", help="replay against this instead of the marker's target"
    )
    group.addoption(
        "--corsproxy-update", action="store_true", help="write what is seen to the captures' expectations"
    )
    group.addoption("--corsproxy-strict", action="store_true", help="fail also what is still broken as recorded")
    group.addoption("--corsproxy-collect", action="store_true", help="collect *.cors.yaml as tests")
    parser.addini("corsproxy_collect", "collect *.cors.yaml as tests", type="bool", default=False)
    parser.addini(
        "corsproxy_against", "what captures are replayed against where the marker names nothing", default=""
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, so that `--strict-markers` knows it."""
    config.addinivalue_line("markers", _MARKER)


class Replayed:
    """One captured page fetch, asked again."""

    def __init__(self, result: Result, *, strict: bool) -> None:
        self.result = result
        self._strict = strict

    def check(self) -> Result:
        """Skip what could not be asked, fail what is worse than expected in the browser's words."""
        __tracebackhide__ = True
        result = self.result
        if result.change == "skipped":
            pytest.skip(result.reason)
        if result.failed or (self._strict and result.change == "still broken"):
            pytest.fail(self.told(), pytrace=False)
        return result

    def told(self) -> str:
        """What happened, as a person reads it."""
        result = self.result
        lines = [f"{result.change}: {_name(result.sighting)}"]
        if result.verdict is not None:
            lines += list(result.verdict.console[:1])
        if result.expected is not None:
            wanted = "allowed" if result.expected.allowed else f"blocked by {result.expected.error or 'any error'}"
            lines.append(f"expected by {result.expected.source}: {wanted}")
        for one in result.headers:
            lines.append(f"{one.role}: {one.name}: {one.then} -> {one.now}")
        return "\n".join(lines)


def _name(sighting: Any) -> str:
    from corsproxy.http.secrets import redact_url

    fetch = sighting.fetch
    return f"{fetch.method} {redact_url(fetch.url)} from {fetch.page_origin}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item for each captured page fetch, for tests that ask for `replayed`."""
    marker = metafunc.definition.get_closest_marker("corsproxy")
    if "replayed" not in metafunc.fixturenames:
        return
    if marker is None or not marker.kwargs.get("capture"):
        raise pytest.UsageError(f"{metafunc.definition.nodeid}: mark it with @pytest.mark.corsproxy(capture=…)")
    folder = metafunc.definition.path.parent
    planned = _planned(folder / marker.kwargs["capture"], marker.kwargs)
    metafunc.parametrize("replayed", planned, ids=_ids(planned), indirect=True)


def _ids(planned: Iterable[Planned]) -> list[str]:
    names: dict[str, int] = {}
    ids = []
    for one in planned:
        name = _name(one.sighting)
        names[name] = names.get(name, 0) + 1
        ids.append(name if names[name] == 1 else f"{name} ({names[name]})")
    return ids


def _planned(capture: Path, settings: Mapping[str, Any]) -> tuple[Planned, ...]:
    from corsproxy.capture.read import read
    from corsproxy.diagnose.pages import page_fetches
    from corsproxy.replay.plan import plan
    from corsproxy.where import Unusable

    try:
        exchanges = read(capture).exchanges
    except Unusable as error:
        raise pytest.UsageError(str(error)) from None
    return plan(
        page_fetches(exchanges), unsafe=bool(settings.get("unsafe")), secrets=dict(settings.get("headers") or {})
    )


@pytest.fixture(scope="session")
def corsproxy_background() -> Iterator[Background]:
    """An event loop in a thread, for the whole session of this worker."""
    from corsproxy.replay.background import Background

    with Background() as background:
        yield background


@pytest.fixture(scope="session")
def corsproxy_emulator(corsproxy_background: Background) -> Callable[[str | Path], str]:
    """A function from a definition to the origin of an emulator of it; each definition is started once a worker."""
    from corsproxy.cli.emulating import emulated
    from corsproxy.where import Unusable

    started: dict[str, str] = {}

    def emulator(definition: str | Path) -> str:
        key = str(Path(definition).resolve())
        said = ""
        if key not in started:
            try:
                started[key] = corsproxy_background.enter(emulated(definition))
            except Unusable as error:
                said = str(error)
        if said:
            pytest.fail(said, pytrace=False)
        return started[key]

    return emulator


@pytest.fixture
def cors(corsproxy_background: Background) -> Cors:
    """A judge: `assert_allowed(page_origin, url_or_response, app=…)`, `assert_blocked`, `fetch`."""
    from corsproxy.replay.jury import Cors

    return Cors(corsproxy_background.run)


@pytest.fixture
def replayed(
    request: pytest.FixtureRequest,
    corsproxy_background: Background,
    corsproxy_emulator: Callable[[str | Path], str],
) -> Replayed:
    """The captured page fetch of this item, asked again of the marker's target."""
    from corsproxy.replay.expectations import beside, read_expectations
    from corsproxy.where import Unusable

    settings = request.node.get_closest_marker("corsproxy").kwargs
    folder, config = request.path.parent, request.config
    update = config.getoption("--corsproxy-update")
    file = folder / settings["expect"] if settings.get("expect") else beside(folder / settings["capture"])
    planned: Planned = request.param
    try:
        expectations = {} if update else read_expectations(file)
        target = _target(planned, settings, config, lambda name: corsproxy_emulator(folder / name))
        result = corsproxy_background.run(_asked(planned, target, expectations))
    except Unusable as error:
        pytest.fail(str(error), pytrace=False)
    if update:
        config.stash.setdefault(_SEEN, {}).setdefault(file, []).append(result)
    return Replayed(result, strict=bool(settings.get("strict") or config.getoption("--corsproxy-strict")))


async def _asked(
    planned: Planned, target: AbstractAsyncContextManager[Send], expectations: Mapping[Key, Expected]
) -> Result:
    from corsproxy.replay.replay import ask

    async with target as send:
        return await ask(planned, send, expectations=expectations)


def _target(
    planned: Planned, settings: Mapping[str, Any], config: pytest.Config, emulator: Callable[[str], str]
) -> AbstractAsyncContextManager[Send]:
    """A sender to what the command line, the marker or the ini file names: a URL, an application, a definition."""
    from corsproxy.http.url import parse
    from corsproxy.replay.apps import of_app
    from corsproxy.replay.target import Target, bases_for, host_of

    against = config.getoption("--corsproxy-against") or settings.get("against") or config.getini("corsproxy_against")
    if not against:
        raise pytest.UsageError("name a target: @pytest.mark.corsproxy(against=…), or --corsproxy-against")
    if callable(against):
        return nullcontext(of_app(against))
    url = parse(planned.script.url) if planned.script else None
    hosts = (host_of(url),) if url else ()
    if str(against).startswith(("http://", "https://")):
        maps = tuple(f"{host}={base}" for host, base in (settings.get("map") or {}).items())
        return _mapped(Target(bases_for(hosts, str(against), maps)))
    return _mapped(Target(dict.fromkeys(hosts, emulator(str(against))), keep_host=True))


@asynccontextmanager
async def _mapped(target: Target) -> AsyncIterator[Send]:
    from corsproxy.replay.sending import over_sockets
    from corsproxy.replay.target import through

    async with over_sockets() as send:
        yield through(target, send)


class _Running:
    """The event loop and the emulators of this worker's *.cors.yaml files, started when first needed."""

    def __init__(self) -> None:
        from corsproxy.replay.background import Background

        self.background = Background()
        self._origins: dict[Path, str] = {}

    def emulator(self, definition: Path) -> str:
        """The origin of an emulator of this definition."""
        from corsproxy.cli.emulating import emulated

        key = definition.resolve()
        if key not in self._origins:
            self._origins[key] = self.background.enter(emulated(definition))
        return self._origins[key]


_RUNNING = pytest.StashKey[_Running]()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """`*.cors.yaml`, where the user has asked for it."""
    config = parent.config
    if not file_path.name.endswith(".cors.yaml"):
        return None
    if not (config.getoption("--corsproxy-collect") or config.getini("corsproxy_collect")):
        return None
    return CorsYaml.from_parent(parent, path=file_path)


class CorsYaml(pytest.File):
    """A *.cors.yaml file: one item for each page fetch of its capture."""

    def collect(self) -> Iterator[CorsItem]:
        """The items; a mistake in the file is an error of collection, with its line."""
        from corsproxy.replay.cors_file import read_cors_file
        from corsproxy.where import Unusable

        try:
            said = read_cors_file(self.path)
        except Unusable as error:
            raise self.CollectError(str(error)) from None
        planned = _planned(said.capture, {"unsafe": said.unsafe})
        for name, one in zip(_ids(planned), planned, strict=True):
            item: CorsItem = CorsItem.from_parent(self, name=name)
            item.said, item.planned = said, one
            yield item


class CorsItem(pytest.Item):
    """One page fetch of a capture that a *.cors.yaml names."""

    said: CorsFile
    planned: Planned

    def runtest(self) -> None:
        """Ask again, and compare."""
        from corsproxy.replay.expectations import beside, read_expectations
        from corsproxy.where import Unusable

        __tracebackhide__ = True
        stash, said = self.config.stash, self.said
        if _RUNNING not in stash:
            stash[_RUNNING] = _Running()
        running = stash[_RUNNING]
        update = self.config.getoption("--corsproxy-update")
        file = beside(said.capture)
        settings = {"against": said.against, "map": said.map}
        try:
            expectations = said.expect
            if expectations is None:
                expectations = {} if update else read_expectations(file)
            target = _target(
                self.planned, settings, self.config, lambda name: running.emulator(self.path.parent / name)
            )
            result = running.background.run(_asked(self.planned, target, expectations))
        except Unusable as error:
            pytest.fail(str(error), pytrace=False)
        if update and said.expect is None:
            stash.setdefault(_SEEN, {}).setdefault(file, []).append(result)
        Replayed(result, strict=said.strict or self.config.getoption("--corsproxy-strict")).check()

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands, for the summary of failures."""
        return self.path, None, self.name


_SEEN = pytest.StashKey[dict[Path, list[Any]]]()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With `--corsproxy-update`, write what was seen; not from several workers at once."""
    running = session.config.stash.get(_RUNNING, None)
    if running is not None:
        running.background.close()
    seen = session.config.stash.get(_SEEN, {})
    if not seen:
        return
    if hasattr(session.config, "workerinput"):
        session.config.issue_config_time_warning(
            pytest.PytestWarning("--corsproxy-update writes nothing under xdist: run it with -n 0"), stacklevel=2
        )
        return
    from corsproxy.replay.expectations import written

    for file, results in seen.items():
        file.write_text(written(results), encoding="utf-8")
