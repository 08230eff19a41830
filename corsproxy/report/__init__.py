"""Assessments as something to read: text, JSON, HTML, JUnit, SARIF, GitHub, Markdown.

The law: pure; one renderer per format; secrets are redacted before anything is rendered.

Read first: `report.py` (the value), `json.py` (the contract).
"""
