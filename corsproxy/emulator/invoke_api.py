"""Functions that run elsewhere, behind something that speaks Lambda's Invoke API.

https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
`sam local start-lambda`, LocalStack, the Runtime Interface Emulator.
"""

from __future__ import annotations

import asyncio
from urllib.parse import quote

import aiohttp

from corsproxy.emulator.backends import cause_of
from corsproxy.emulator.invocation import Outcome
from corsproxy.emulator.lambda_error import MOST_RESULT
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.turn import (
    FunctionFailed,
    FunctionReturned,
    FunctionThrottled,
    FunctionUnavailable,
    IntegrationTimedOut,
)


class InvokeApi:
    """One connection pool to every Invoke API of one emulator."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def invoke(self, function: LambdaFunction, event: bytes, trace_id: str, patience: float) -> Outcome:
        """Invoke `function` at its `invoke_url`; failures are outcomes, never exceptions."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        url = f"{function.invoke_url.rstrip('/')}/2015-03-31/functions/{quote(function.name, safe='')}/invocations"
        headers = {
            "Content-Type": "application/json",
            "X-Amz-Invocation-Type": "RequestResponse",
            "X-Amzn-Trace-Id": trace_id,
        }
        try:
            async with (
                asyncio.timeout(patience),
                self._session.post(url, data=event, headers=headers, allow_redirects=False) as got,
            ):
                payload = bytearray()
                async for piece in got.content.iter_any():
                    payload += piece
                    if len(payload) > MOST_RESULT:
                        return FunctionUnavailable(f"{url} answered more than {MOST_RESULT} bytes")
                if got.status == 429:
                    return FunctionThrottled()
                if "X-Amz-Function-Error" in got.headers:
                    return FunctionFailed(bytes(payload))
                if got.status in {200, 202}:
                    return FunctionReturned(bytes(payload))
                said = payload[:200].decode("utf-8", "replace")
                return FunctionUnavailable(f"{url} answered {got.status}: {said}")
        except TimeoutError:
            return IntegrationTimedOut()
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return FunctionUnavailable(f"{url}: {cause_of(error)}")

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None
