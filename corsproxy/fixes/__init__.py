"""What to write in the user's own definition: one remedy, many dialects.

The law: pure; imports `diagnose` values only; every snippet is minimal, least privilege, and
carries the user's values.

Read first: `snippet.py` (the value and the registry of dialects).
"""
