"""REST API (API Gateway v1): definition, resource selection, integrations, gateway responses.

The law: as the package above; one function per question, in pipeline order.

Read first: `definition.py`, `pipeline.py`.
"""
