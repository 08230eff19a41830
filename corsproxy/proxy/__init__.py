"""A mitmproxy addon that annotates each flow with its CORS verdict.

The law: a guest in mitmproxy: an exception of ours never touches a flow; comments and marks of the
user's are kept.

Read first: `addon.py`, `start.py` (how the commands start mitmproxy with it).
"""
