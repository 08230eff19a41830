"""HTTP API (API Gateway v2): definition, routing, CORS configuration, authorizers, answers.

The law: as the package above; one function per question, in pipeline order.

Read first: `definition.py`, `pipeline.py`.
"""
