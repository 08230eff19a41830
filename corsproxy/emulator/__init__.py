"""The gateway model on a real socket: whatever waits.

The law: no routing table, no status code of its own, never the name of a CORS header; imports
neither the browser nor the diagnosis.

Read first: `server.py` (sockets), `drive.py` (the conversation, driven by reality).
"""

from corsproxy.emulator.server import Running, serve

__all__ = ["Running", "serve"]
