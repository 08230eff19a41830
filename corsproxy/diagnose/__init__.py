"""Both parties in one room: what would the gateway say, and what would the browser make of it?

The law: pure; the only package that imports both `fetch` and `gateway`.

Read first: `assess.py` (from a sighting to verdicts and findings), `pages.py` (from exchanges to
sightings).
"""
