"""The values of a remedy, as diagnosis fills them."""

from __future__ import annotations

VALUES = {
    "origin": "https://app.example.com",
    "method": "PUT",
    "methods": "PUT,OPTIONS",
    "headers": "content-type,x-trace",
    "path": "/items/{id}",
    "url": "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod/items/1",
    "api": "a1b2c3d4e5",
    "stage": "prod",
    "region": "eu-west-1",
    "vpce": "VPCE_ID",
    "credentials": "true",
    "product": "rest-api",
    "header": "x-trace",
}
OPEN = VALUES | {"credentials": ""}
HTTP = VALUES | {"product": "http-api"}

# a capture is hostile: each of these would end a string, a line or a command somewhere
HOSTILE = VALUES | {
    "origin": "https://a'\"`$(touch x)\n;}<b>",
    "headers": "x'\n- evil: true,y\"); import os #,`id`",
    "methods": "PUT';rm -rf x,OPT\"IONS",
    "method": "PUT'\n",
    "path": "/a'\n  evil: true\n/{b}\"",
    "stage": "prod'; echo owned",
    "api": "$(id)",
}
MARKS_OF_EVIL = ("$(", "`", "\nevil", "\n- evil", "import os", "; echo", "';rm", "<b>")
