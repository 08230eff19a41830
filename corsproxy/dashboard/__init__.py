"""The live page: page fetches as they happen.

The law: loopback only; Host and Origin are checked on every endpoint; what changes anything needs the token; captured
text never becomes markup; nothing leaves the process before its secrets are struck out.

Read first: `store.py` (what is kept, and for how long), `server.py` (the endpoints).
"""

from corsproxy.dashboard.server import serve
from corsproxy.dashboard.store import Store

__all__ = ["Store", "serve"]
