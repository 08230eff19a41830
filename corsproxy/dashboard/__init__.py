"""The live page: page fetches as they happen.

The law: loopback only; Host and Origin are checked on every endpoint; captured text never becomes
markup.

Read first: `server.py`, `page/` (the page itself).
"""
