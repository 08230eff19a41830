"""The browser: the Fetch standard's CORS algorithms, and how three engines deviate from them.

The law: pure functions of frozen values; knows `corsproxy.http` and nothing else; never hears of
what stands behind the wire.
One quirk of one browser is one field of its profile in `browser.py` and the one step that reads it.

Read first: `page_fetch.py` (what is judged), `judge.py` (how).
"""
