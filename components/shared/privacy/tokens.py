"""Tokens of known services: each has a form of its own, so no guess is needed. The forms are those of their makers."""

import re

from components.shared.privacy.places import Found, Rule

_KNOWN: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("aws", ("akia", "asia"), r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    ("github", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
     r"\bgh[pousr]_\w{36,255}|github_pat_\w{22,255}"),
    ("gitlab", ("glpat-", "glrt-", "gldt-", "glptt-", "glcbt-"), r"\bgl(?:pat|rt|dt|ptt|cbt)-[\w-]{20,}"),
    ("slack", ("xox", "hooks.slack.com"), r"\bxox[abposr]-[\w-]{10,}|hooks\.slack\.com/services/T\w+/B\w+/\w+"),
    ("telegram", (":aa",), r"(?<!\d)\d{8,10}:AA[\w-]{32,34}(?![\w-])"),
    ("google", ("aiza", "ya29.", "gocspx-"), r"\bAIza[\w-]{35}|\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{28}"),
    ("yandex", ("aqvn", "y0_", "y1_", "y2_", "y3_", "ycaj", "ycm", "ycn", "ycp", "t1.9e"),
     r"\bAQVN[\w-]{34,40}|\by[0-3]_[\w-]{50,}|\bYC[A-Z][\w-]{22,40}|\bt1\.9e[\w-]+={0,2}\.[\w-]{80,}"),
    ("vk", ("vk1.a.",), r"\bvk1\.a\.[\w-]{40,}"),
    ("bitrix24", ("/rest/",), r"/rest/\d{1,7}/[a-z0-9]{16}(?=[/\"'\s]|$)"),
    ("stripe", ("sk_live_", "rk_live_", "sk_test_", "rk_test_"), r"\b[sr]k_(?:live|test)_\w{20,}"),
    ("yookassa", ("live_", "test_"), r"(?<![\w])(?:live|test)_[A-Za-z0-9_-]{43}(?![\w-])"),
    ("sendgrid", ("sg.",), r"\bSG\.[\w-]{22}\.[\w-]{43}"),
    ("mailgun", ("key-",), r"\bkey-[0-9a-f]{32}\b"),
    ("mailchimp", ("-us",), r"\b[0-9a-f]{32}-us\d{1,2}\b"),
    ("packages", ("npm_", "pypi-ageichlwas5vcmc"), r"\bnpm_[A-Za-z0-9]{36}\b|\bpypi-AgEIcHlwaS5vcmc[\w-]{50,}"),
    ("models", ("sk-", "hf_"),
     r"\bsk-(?:ant-|proj-|or-|svcacct-)[\w-]{20,}|\bsk-[A-Za-z0-9]{32,}|\bhf_[A-Za-z0-9]{34}\b"),
    ("jwt", ("eyj",), r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}(?:\.[\w-]{10,})?"),
    ("azure", ("accountkey=", "sharedaccesskey="), r"(?i:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,}={0,2}"),
    ("clouds", ("dop_v1_", "hvs.", "dckr_pat_"), r"\bdop_v1_[0-9a-f]{64}|\bhvs\.[\w-]{24,}|\bdckr_pat_[\w-]{20,}"),
    ("webhooks", ("discord", "webhook.office.com"),
     r"discord(?:app)?\.com/api/webhooks/\d+/[\w-]{30,}|webhook\.office\.com/webhookb2/[\w@-]{30,}"),
    ("diadoc", ("ddauth_api_client_id",), r"ddauth_api_client_id\s*=\s*[\w-]{16,}"),
)  # fmt: skip


def _rule(service: str, literals: tuple[str, ...], expression: str) -> Rule:
    pattern = re.compile(expression)

    def find(text: str) -> Found:
        return (found.span() for found in pattern.finditer(text))

    return Rule(f"token_{service}", f"ключ известного сервиса: {service}", literals, find)


TOKENS: tuple[Rule, ...] = tuple(_rule(*known) for known in _KNOWN)
