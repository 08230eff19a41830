"""Frameworks behind a proxy integration: Powertools for AWS Lambda, FastAPI with Mangum, Express."""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.filling import fill, several, when_credentials
from corsproxy.fixes.topic import Topic


def powertools(values: Mapping[str, str]) -> str:
    """https://docs.powertools.aws.dev/lambda/python/latest/core/event_handler/api_gateway/#cors"""
    resolver = "APIGatewayHttpResolver" if values.get("product") == "http-api" else "APIGatewayRestResolver"
    return fill(
        f"""
from aws_lambda_powertools.event_handler import {resolver}, CORSConfig

app = {resolver}(
    cors=CORSConfig(
        allow_origin="«origin_first»",
        allow_headers=[«headers_quoted»],
        max_age=7200,
"""
        + ("        extra_origins=[«origin_others»],\n" if several(values) else "")
        + when_credentials(values, "        allow_credentials=True,\n")
        + """
    )
)


def handler(event, context):
    return app.resolve(event, context)
""".lstrip("\n"),
        values,
    )


def fastapi(values: Mapping[str, str]) -> str:
    """https://fastapi.tiangolo.com/tutorial/cors/ with Mangum"""
    return fill(
        """
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from mangum import Mangum

app = FastAPI()
app.add_middleware(  # on the outermost app, and added last, so that errors pass through it too
    CORSMiddleware,
    allow_origins=[«origin_quoted»],
    allow_methods=[«methods_quoted»],
    allow_headers=[«headers_quoted»],
"""
        + when_credentials(values, "    allow_credentials=True,\n")
        + "    max_age=7200,\n)\nhandler = Mangum(app)\n",
        values,
    )


def express(values: Mapping[str, str]) -> str:
    """https://expressjs.com/en/resources/middleware/cors.html"""
    return fill(
        """
const express = require('express');
const cors = require('cors');

const app = express();
app.use(cors({ // before every route and every authentication
  origin: [«origin_single»],
  methods: [«methods_single»],
  allowedHeaders: [«headers_single»],
"""
        + when_credentials(values, "  credentials: true,\n")
        + "  maxAge: 7200,\n}));\n\nexports.app = app;\n",
        values,
    )


_CAUTION = "Let one layer own CORS: with an HTTP API's CORS configuration the application's headers are dropped."
POWERTOOLS = Dialect("powertools", "Powertools for AWS Lambda (Python)", {Topic.HANDLER: powertools}, _CAUTION)
FASTAPI = Dialect("fastapi", "FastAPI with Mangum", {Topic.HANDLER: fastapi}, _CAUTION)
EXPRESS = Dialect("express", "Express", {Topic.HANDLER: express}, _CAUTION)
