"""`expect:` in a small YAML beside a capture: what each fetch should come to, whatever was recorded.

expect:
  - fetch: POST https://api.example.com/items
    from: https://app.example.com
    outcome: allowed            # or blocked
    error: MissingAllowOriginHeader   # only with blocked
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.error import Error
from corsproxy.http.secrets import redact_url
from corsproxy.replay.comparison import Expected, Result
from corsproxy.where import Mistake, Unusable, Where

Key = tuple[str, str]
_FIELDS = {"fetch", "from", "outcome", "error"}
_MOST = 4 * 1024 * 1024


def beside(capture: Path) -> Path:
    """`shop.har` has its expectations in `shop.expect.yaml`."""
    name = capture.name.removesuffix(".gz")
    return capture.with_name(Path(name).stem + ".expect.yaml")


def key_of(sighting: Sighting) -> Key:
    """What a fetch is called in the file: method and URL, and the page's origin; secrets struck out."""
    fetch = sighting.fetch
    return f"{fetch.method} {redact_url(fetch.url)}", fetch.page_origin


def read_expectations(file: Path) -> dict[Key, Expected]:
    """Read the file, every mistake with its line; an absent file expects nothing."""
    return expected(file, composed(file)) if file.exists() else {}


def composed(file: Path) -> yaml.Node | None:
    """The YAML of a small file, with its places; `Unusable` for what cannot be read or is none."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Unusable(Mistake(f"cannot be read: {error.strerror or error}.", Where(str(file)))) from None
    if len(data) > _MOST:
        raise Unusable(Mistake("is larger than 4 MB.", Where(str(file)), "Split the capture."))
    try:
        return yaml.compose(data.decode("utf-8", "replace"), yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise Unusable(Mistake(f"not YAML: {getattr(error, 'problem', error)}.", Where(str(file), line))) from None


def expected(file: Path, root: yaml.Node | None) -> dict[Key, Expected]:
    """The list under `expect:`, every mistake with its line."""
    mistakes: list[Mistake] = []
    found: dict[Key, Expected] = {}
    for node in _items(file, root, mistakes):
        here = Where(str(file), node.start_mark.line + 1)
        fields = _fields(node)
        if fields is None:
            mistakes.append(Mistake("is no mapping.", here, "Write fetch:, from: and outcome:."))
            continue
        unknown = set(fields) - _FIELDS
        error = fields.get("error")
        if unknown:
            mistakes.append(
                Mistake(f"'{min(unknown)}' is not known.", here, f"Known are {', '.join(sorted(_FIELDS))}.")
            )
        if fields.get("outcome") not in {"allowed", "blocked"}:
            mistakes.append(Mistake("has no outcome.", here, "Write outcome: allowed, or outcome: blocked."))
        elif not fields.get("fetch") or not fields.get("from"):
            mistakes.append(Mistake("does not say which fetch.", here, "Write fetch: METHOD URL and from: ORIGIN."))
        elif error is not None and error not in set(Error):
            mistakes.append(
                Mistake(f"'{error}' is no error of a browser's.", here, "`corsproxy explain` lists them.")
            )
        else:
            key = (fields["fetch"], fields["from"])
            found[key] = Expected(fields["outcome"] == "allowed", Error(error) if error else None, str(here))
    if mistakes:
        raise Unusable(mistakes)
    return found


def _items(file: Path, root: yaml.Node | None, mistakes: list[Mistake]) -> list[yaml.Node]:
    if root is None:
        return []
    if isinstance(root, yaml.MappingNode):
        for name, value in root.value:
            if name.value == "expect" and isinstance(value, yaml.SequenceNode):
                return list(value.value)
    mistakes.append(
        Mistake("has no list of expectations.", Where(str(file), 1), "Write expect: and a list below it.")
    )
    return []


def _fields(node: yaml.Node) -> dict[str, str] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return {
        str(name.value): str(value.value)
        for name, value in node.value
        if isinstance(name, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
    }


def written(results: Iterable[Result]) -> str:
    """The file that expects exactly what was seen now."""
    rows: dict[Key, Mapping[str, str]] = {}
    for result in results:
        if result.verdict is None:
            continue
        fetch, origin = key_of(result.sighting)
        row = {"fetch": fetch, "from": origin, "outcome": "blocked" if result.verdict.error else "allowed"}
        if result.verdict.error:
            row["error"] = result.verdict.error.value
        rows[fetch, origin] = row
    return yaml.safe_dump({"expect": [dict(row) for row in rows.values()]}, sort_keys=False, width=1000)
