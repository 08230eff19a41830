"""Files of recorded traffic, in and out: HAR 1.2 and mitmproxy flows.

The law: reads and writes files, decides nothing; a bad entry is a note, never a failure of the
others.

Read first: `har.py` (reading), `har_out.py` (writing).
"""
