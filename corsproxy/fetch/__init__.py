"""The browser: the Fetch standard's CORS algorithms, and how three engines deviate from them.

The law: pure functions of frozen values; knows `corsproxy.http` and nothing else; never hears of
what stands behind the wire.
One quirk of one browser is one field of its profile in `browser.py` and the one step that reads it.

Read first: `page_fetch.py` (what is judged), `walk.py` (the one walk through a fetch).

`journey.py` makes that walk against the world, `judge.py` against a capture. Its steps, in the order taken:
`script_request.py` and `forbidden_header.py` (the API's gates), `network_gate.py` (mixed content, local
networks), `safelist.py` and `preflight_question.py` (is a preflight needed), `preflight_cache.py`,
`preflight_answer.py`, `cors_check.py`, `redirect.py`, `resource_policy.py`, `exposure.py`.
What is found on the way is a `fault.py`; `telling.py` makes a `verdict.py` of it, and the `console_*.py` its words.
"""
