"""How we know what we say of AWS: recorded, documented, or assumed.

Every behaviour that is not obvious from the manual carries one of these where it is implemented;
`corsproxy explain --assumptions` lists the assumptions.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recorded:
    """Seen in a real answer: `what` was exchanged, `date` when (ISO, or a year)."""

    what: str
    date: str


@dataclass(frozen=True, slots=True)
class Documented:
    """Said by the AWS manual on `page` (a URL)."""

    page: str


@dataclass(frozen=True, slots=True)
class Assumed:
    """Neither recorded nor documented: what we assume, and `why` that is the likeliest."""

    why: str


Provenance = Recorded | Documented | Assumed


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence about AWS, with how we know it. `product` is `http-api`, `rest-api`, `lambda` or
    `function-url`."""

    product: str
    says: str
    known_by: Provenance
