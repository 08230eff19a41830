"""A paste-ready piece of the user's own definition."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snippet:
    """`dialect` is `sam`, `cloudformation`, `cdk-typescript`, … ; `caution` is a word on safety or on the
    redeploy, empty where there is none."""

    dialect: str
    text: str
    caution: str = ""
