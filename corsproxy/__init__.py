"""corsproxy: see, emulate and regression-test CORS in front of Amazon API Gateway.

The law of the house: `fetch` (the browser) and `gateway` (API Gateway) are strangers on the ground
floor; `diagnose` upstairs is the only room where both meet; whatever touches a socket, a file, a clock
or a command line is a door. `tests/law` holds the table of who may import whom.

Read first: `corsproxy/http/message.py` (what everything speaks of), `corsproxy/diagnose/assess.py`
(from a page fetch to verdicts and findings).
"""

__version__ = "0.1.0"
