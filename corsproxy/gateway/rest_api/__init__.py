"""REST API (API Gateway v1): definition, resource selection, integrations, gateway responses.

The law: as the package above; one function per question, in pipeline order.

Read first: `definition.py` (what an API is made of), `pipeline.py` (the questions, in order).

Then `gateway_response.py` (what API Gateway says itself), `mock.py` (what CORS preflights meet) and
`velocity.py` (the one file that touches the template engine). A call on its way is a `call.Call`.
"""
