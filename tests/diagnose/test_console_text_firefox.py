"""Firefox in other languages and older versions: the same reasons, other words around them."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.console_text import recognise
from corsproxy.fetch.error import Error

E = Error


@pytest.mark.parametrize(
    ("text", "error", "status"),
    [
        ("Quellübergreifende (Cross-Origin) Anfrage blockiert: Die Gleiche-Quelle-Regel verbietet das Lesen der externen "
         "Ressource auf https://a.example/x. (Grund: CORS-Kopfzeile 'Access-Control-Allow-Origin' fehlt). Statuscode: 403.",
         E.MISSING_ALLOW_ORIGIN_HEADER, 403),
        ("Blocage d’une requête multiorigines (Cross-Origin Request) : la politique « Same Origin » ne permet pas de "
         "consulter la ressource distante située sur https://a.example/x. Raison : l’en-tête CORS "
         "« Access-Control-Allow-Origin » est manquant. Code d’état : 200.", E.MISSING_ALLOW_ORIGIN_HEADER, 200),
        ("Solicitud de origen cruzado bloqueada: La política de mismo origen no permite la lectura de recursos remotos en "
         "https://a.example/x. (Razón: Cabecera CORS ‘Access-Control-Allow-Origin’ no coincide con ‘https://b.example’).",
         E.ALLOW_ORIGIN_MISMATCH, 0),
        ("クロスオリジン要求をブロックしました: 同一生成元ポリシーにより、https://a.example/x にあるリモートリソースの読み込みは"
         "拒否されます (理由: CORS ヘッダー ‘Access-Control-Allow-Origin’ が足りない)。ステータスコード: 403",
         E.MISSING_ALLOW_ORIGIN_HEADER, 403),
        ("Quellübergreifende (Cross-Origin) Anfrage blockiert: Die Gleiche-Quelle-Regel verbietet das Lesen der externen "
         "Ressource auf https://a.example/x. (Grund: CORS-Anfrage schlug fehl).", E.NETWORK_FAILURE, 0),
    ],
)  # fmt: skip
def test_a_translated_report_keeps_url_headers_and_values(text: str, error: Error, status: int) -> None:
    [found] = recognise(text).refusals
    assert (found.browser, found.errors[0], found.url, found.status) == (
        "firefox",
        error,
        "https://a.example/x",
        status,
    )


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        ("CORS header 'Access-Control-Allow-Origin' missing).", E.MISSING_ALLOW_ORIGIN_HEADER),
        ("CORS header ‘Access-Control-Allow-Origin’ does not match ‘https://b.example’).", E.ALLOW_ORIGIN_MISMATCH),
        ("CORS header ‘Access-Control-Allow-Origin’ does not match ‘a) b’).", E.ALLOW_ORIGIN_MISMATCH),
        ("Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’).", E.WILDCARD_ORIGIN_NOT_ALLOWED),
        ("missing token ‘x-a’ in CORS header ‘Access-Control-Allow-Headers’ from CORS preflight channel).",
         E.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE),
        ("CORS preflight channel did not succeed).", E.PREFLIGHT_INVALID_STATUS),
        ("CORS request failed).", E.NETWORK_FAILURE),
        ("CORS request not http).", E.CORS_DISABLED_SCHEME),
    ],
)  # fmt: skip
def test_current_and_older_reasons(reason: str, error: Error) -> None:
    [found] = recognise(
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://a.example/x. "
        f"(Reason: {reason}"
    ).refusals
    assert (found.errors[0], found.url) == (error, "https://a.example/x")
