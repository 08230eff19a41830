"""HTTP as plain values: headers, URLs, requests, responses, exchanges, and what in them is secret.

The law: values only. No socket, no file, no clock, no opinion about CORS or AWS.

Read first: `message.py` (request, response, exchange), `headers.py` (order, case and repeats kept).
"""
