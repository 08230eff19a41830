"""Definitions of APIs as people write them: OpenAPI, CloudFormation, SAM.

The law: reads files, yields `gateway` definitions that know their file and line; what a template
leaves open is `Unresolved`, never guessed.

Read first: `load.py` (which loader), `openapi.py`.
"""
