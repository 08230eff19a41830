"""Reports and HARs of flows, for the addon's commands: what the proxy's own room may not import is handed to it."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import PurePath

from corsproxy import __version__
from corsproxy.diagnose.assess import Assessment
from corsproxy.where import Mistake, Unusable

