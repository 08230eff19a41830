"""What the exit code of every command means."""

from __future__ import annotations

CLEAN = 0
FINDINGS = 1
UNUSABLE = 2
