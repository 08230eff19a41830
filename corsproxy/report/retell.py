"""An assessment with every text of it told differently: struck out, or with another fetch's values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from corsproxy.diagnose.finding import Attribution, Finding, Remedy
from corsproxy.diagnose.ruling import Ruling

Tell = Callable[[str], str]
Differences = tuple[tuple[str, str], ...]


def telling(differences: Differences) -> Tell:
    """Replace each first text by its second; what has been put in is not looked into again."""
    if len(differences) == 1:
        ((there, here),) = differences
        return lambda text: text.replace(there, here)
    marks = [f"\0{number}\0" for number in range(len(differences))]

    def tell(text: str) -> str:
        before = text
        for (there, _), mark in zip(differences, marks, strict=True):
            text = text.replace(there, mark)
        if text != before:
            for (_, here), mark in zip(differences, marks, strict=True):
                text = text.replace(mark, here)
        return text

    return tell


class _Words(NamedTuple):
    """What a verdict has to say at length, with the names of fetch's `Telling`."""

    console: tuple[str, ...]
    readable_headers: tuple[str, ...]
    steps: tuple[Any, ...]


# `Any` stands for fetch's Verdict, whose room this one may not name.
def _verdict(verdict: Any, tell: Tell) -> Any:
    def words() -> _Words:
        steps = tuple(replace(step, detail=tell(step.detail)) for step in verdict.steps)
        return _Words(tuple(map(tell, verdict.console)), verdict.readable_headers, steps)

    # The words of a verdict are composed when somebody looks; so they are retold when somebody looks.
    retold = verdict.told_by(words)
    culprit = tell(verdict.culprit) if verdict.culprit else verdict.culprit
    parameter = tell(verdict.parameter)
    if (culprit, parameter) != (verdict.culprit, verdict.parameter):
        return replace(retold, culprit=culprit, parameter=parameter)
    return retold


def ruling(told: Ruling, tell: Tell) -> Ruling:
    """A ruling, its verdict and its conditions."""
    return replace(
        told,
        verdict=_verdict(told.verdict, tell),
        conditions={possible: _verdict(verdict, tell) for possible, verdict in told.conditions.items()},
        notes=tuple(map(tell, told.notes)),
    )


def _attribution(told: Attribution, tell: Tell) -> Attribution:
    return replace(
        told,
        evidence=tuple(map(tell, told.evidence)),
        decide_with=tell(told.decide_with),
        meaning=tell(told.meaning),
    )


def _remedy(told: Remedy, tell: Tell) -> Remedy:
    return replace(told, text=tell(told.text), values={name: tell(value) for name, value in told.values.items()})


def finding(told: Finding, tell: Tell) -> Finding:
    """A finding, its attributions and its remedies."""
    return replace(
        told,
        title=tell(told.title),
        why=tell(told.why),
        attribution=None if told.attribution is None else _attribution(told.attribution, tell),
        alternatives=tuple(_attribution(each, tell) for each in told.alternatives),
        remedies=tuple(_remedy(each, tell) for each in told.remedies),
    )


def texts(told: Finding) -> list[str]:
    """Every text of a finding that may quote the traffic."""
    found = [told.title, told.why]
    for each in (told.attribution, *told.alternatives):
        if each is not None:
            found += [*each.evidence, each.decide_with, each.meaning]
    for remedy in told.remedies:
        found += [remedy.text, *remedy.values.values()]
    return found
