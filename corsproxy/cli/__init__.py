"""The command line: reads arguments, environment and configuration, and starts the rooms.

The law: one file per command, imported only when the command runs; no rule about CORS or AWS lives
here.

Read first: `main.py` (the registry of commands), `exit_codes.py`.
"""
