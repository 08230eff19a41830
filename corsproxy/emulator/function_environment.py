"""The environment variables of a function's process: Lambda's own, the definition's, and no others of ours.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.unresolved import Unresolved

# What a program needs of this machine to run at all. Nothing else of the user's own environment gets through:
# credentials, tokens and proxies of the shell are not the function's.
KEPT = ("PATH", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH", "NIX_LD", "NIX_LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the user says on the command line.

    `by_function` and `for_all` are a `--env-vars` file's entries (for_all: its `Parameters`); they win over the
    definition. `passed` names variables of this process that functions may see.
    """

    by_function: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    for_all: Mapping[str, str] = field(default_factory=dict)
    passed: tuple[str, ...] = ()


def of_layers(function: LambdaFunction, known: Mapping[str, str]) -> dict[str, str]:
    """The search paths that Lambda gives what layers bring; they are not laid over `/opt` here.

    https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
    """
    version = function.runtime.removeprefix("python")
    major = function.runtime.removeprefix("nodejs").partition(".")[0]
    inside = {
        "PYTHONPATH": ("python", f"python/lib/python{version}/site-packages"),
        "NODE_PATH": (f"nodejs/node{major}/node_modules", "nodejs/node_modules"),
        "PATH": ("bin",),
        "LD_LIBRARY_PATH": ("lib",),
    }
    found = {}
    for name, places in inside.items():
        paths = [f"{layer}/{place}" for layer in function.layers for place in places]
        if paths:
            found[name] = os.pathsep.join([*paths, *filter(None, [known.get(name)])])
    return found


def environment_of(
    function: LambdaFunction, *, root: Path, region: str, runtime_api: str, overrides: Overrides, instance: str
) -> dict[str, str]:
    """Every variable of one process of `function`. `runtime_api` is `host:port`, `instance` the log stream's id.

    A variable whose value is unresolved is not set.
    """
    found = {name: os.environ[name] for name in (*KEPT, *overrides.passed) if name in os.environ}
    found |= {
        "LANG": "en_US.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": ":UTC",
        "LAMBDA_TASK_ROOT": str(root),
        "LAMBDA_RUNTIME_DIR": str(Path(__file__).parent),
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.runtime or 'provided'}",
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": f"[$LATEST]{instance}",
    }
    found |= of_layers(function, found)
    found |= {name: value for name, value in function.environment.items() if not isinstance(value, Unresolved)}
    found |= overrides.for_all
    for name in (function.logical_id, function.name):
        found |= overrides.by_function.get(name, {})
    return found | {"_HANDLER": function.handler, "AWS_LAMBDA_RUNTIME_API": runtime_api}
