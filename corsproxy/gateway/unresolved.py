"""What a definition leaves open: a value that only a deployment settles."""

from __future__ import annotations

from dataclasses import dataclass, field

from corsproxy.where import Where

NOWHERE = "http://unresolved.invalid/"
"""What a call goes to whose URL is left open: a name that no resolver knows (RFC 6761)."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """An `expression` (`!ImportValue SharedUrl`) that the definition at `where` does not settle.

    `text` is what is known of a text of which only parts are open, each of them as an `Unresolved` prints itself;
    empty where nothing is known.
    """

    expression: str
    where: Where | None = None
    text: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        """Render as users see it in messages and route tables."""
        return f"<unresolved {self.expression}>"
