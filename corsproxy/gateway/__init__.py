"""Amazon API Gateway, modelled: whatever decides a status, a header or a body.

The law: a conversation of frozen values; never waits, never reads a clock, a file or a socket;
knows
`corsproxy.http` and `corsproxy.where` only; never hears of browsers. HTTP API and REST API are two
products: two types, two packages, no shared route.

Read first: `conversation.py` (begin and advance), `answer.py` (what comes out and who wrote it).
"""
