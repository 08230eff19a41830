"""Captured page fetches, sent again and compared.

The law: safe by default: safe methods, no recorded credentials, hosts mapped explicitly, bounded.

Read first: `replay.py`, `pytest_plugin.py`.
"""
