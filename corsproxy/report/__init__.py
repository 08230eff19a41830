"""Assessments as something to read: text, JSON, HTML, JUnit, SARIF, GitHub, Markdown.

The law: pure; one renderer per format; a renderer shows what it is given. Secrets are struck out before
anything is diagnosed, at the door where traffic comes in (`corsproxy.capture.redaction`), so none can show here
that the user did not ask for; and text from the traffic never becomes markup or a terminal's command.

Read first: `report.py` (the value), `json.py` (the contract).
"""
