"""Definitions of APIs as people write them: OpenAPI, CloudFormation, SAM.

The law: reads files, yields `gateway` definitions that know their file and line; what a template
leaves open is `Unresolved`, never guessed.

Every dialect is first a `Node` (a value with its place); mistakes are collected before any is raised.

Read first: `load.py` (which loader), `loaded.py` (what loading yields); then the dialect: `ours.py`, `openapi.py`,
`cloudformation.py` (with `stack.py` and `intrinsics.py`) or `sam.py`.
"""
