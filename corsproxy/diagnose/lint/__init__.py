"""Before deployment: every route x every way it can answer x every origin x every browser.

The law: pure, as the package above; nothing is a hand-written rule. The gateway's model says what can be
answered, the browser's says what a page may read of it, and what it may not is explained by its cause.

Read first: `matrix.py` (the cells), `complaints.py` (from cells to few findings).
"""
