"""Assessments as something to read: text, JSON, HTML, JUnit, SARIF, GitHub, Markdown.

The law: pure; one renderer per format; a renderer shows what it is given. Secrets are struck out of assessments
before they come here (`corsproxy.cli.redaction`); text from the traffic never becomes markup or a terminal's
command.

Read first: `report.py` (the value), `json.py` (the contract).
"""
