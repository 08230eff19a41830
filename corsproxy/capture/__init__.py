"""Files of recorded traffic, in and out: HAR 1.2 and mitmproxy flows.

The law: reads and writes files, decides nothing about CORS or AWS; a bad entry is a note, never a
failure of the others; what a recorder left out is said (`Gap`), never guessed.

Read first: `read.py` (any file, by its content), `har.py` (HAR in), `har_out.py` (HAR out).
"""
