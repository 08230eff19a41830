"""corsproxy in your own mitmproxy: `mitmdump -s addons/corsproxy_addon.py -w out.flow`.

The same as `-s "$(corsproxy addon-path)"`, for those who work in a checkout. mitmproxy and corsproxy have to be
installed in one environment; where only mitmproxy is, `pip install -e .` beside it, or start `corsproxy proxy`.
"""

from __future__ import annotations

import sys
from pathlib import Path

try:
    import corsproxy  # noqa: F401 -- only to learn whether it is installed
except ImportError:
    sys.path.append(str(Path(__file__).resolve().parents[1]))  # the checkout that this file is part of

from corsproxy.cli.mitmproxy_script import addons

__all__ = ["addons"]
