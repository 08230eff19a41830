"""Lambda function URLs: the same CORS fields as an HTTP API's, answered differently.

The law: as the package above; one function per question, in the order in which Lambda asks them.

Read first: `definition.py`, `pipeline.py`.
"""
