"""Lambda function URLs of a stack: AWS::Lambda::Url, which SAM's FunctionUrlConfig becomes too.

https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html
"""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.function_url.cors import mistakes_in_cors
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.iac.http_api_parts import cors_configuration
from corsproxy.iac.lambda_reference import function_of
from corsproxy.iac.loaded import derived_id
from corsproxy.iac.stack import Stack


def function_urls_of(stack: Stack, functions: Mapping[str, LambdaFunction]) -> list[FunctionUrl]:
    """Return every function URL; its id is a stand-in for the one that AWS would draw."""
    found = []
    for logical, properties in stack.of_type("AWS::Lambda::Url"):
        taking = stack.taking
        target = properties.get("TargetFunctionArn")
        function = function_of(target, functions)
        if function is None:
            taking.wrong(f"the function URL '{logical}' names no function", properties, "Add TargetFunctionArn.")
            continue
        cors = properties.at_key("Cors")
        kind = taking.text(properties.get("AuthType"), "AuthType", "NONE")
        if kind not in {"NONE", "AWS_IAM"} and not kind.startswith("<unresolved"):
            taking.wrong(f"the AuthType of '{logical}' is '{kind}'", properties, "Write NONE or AWS_IAM.")
        found.append(
            FunctionUrl(
                url_id=derived_id(stack.name, logical),
                function=function,
                cors=cors_configuration(cors, taking, mistakes_in_cors) if cors is not None else None,
                iam=kind == "AWS_IAM",
                region=stack.region,
                account=stack.account,
                where=properties.where,
            )
        )
    return found
