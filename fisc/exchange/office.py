"""What an office needs before it opens to others: key, names, encryption, files, factors."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.checks import Tags, run_checks
from django_otp.plugins.otp_totp.models import TOTPDevice

from fisc.engines.organisation.second_factor import NOBODY, is_required
from fisc.exchange.findings import Finding, Look
from fisc.exchange.static_files import lacking
from fisc.registers import people
from fisc.registers.grants import day_of
from fisc.values import Words

KEY_LENGTH_MIN: Final = 50  # as Django asks
KEY_SIGNS_MIN: Final = 5
LOCAL: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
NAMED_MAX: Final = 3


def _key() -> tuple[Finding, Words]:
    key = settings.SECRET_KEY
    if len(key) < KEY_LENGTH_MIN or len(set(key)) < KEY_SIGNS_MIN:
        return Finding.BAD, Words(
            f"FISC_SECRET is too easy to guess: take {KEY_LENGTH_MIN} signs drawn by chance",
            f"FISC_SECRET 过于简单，请使用 {KEY_LENGTH_MIN} 个以上随机字符",
        )
    return Finding.GOOD, Words("long enough", "长度符合要求")


def _hosts() -> tuple[Finding, Words]:
    hosts = set(settings.ALLOWED_HOSTS)
    if "*" in hosts or "" in hosts:
        return Finding.BAD, Words(
            "FISC_HOSTS lets any name in; name those of the office",
            "FISC_HOSTS 未限定域名，请填写本单位的域名",
        )
    if hosts <= LOCAL:
        return Finding.NOTE, Words(
            "reached from this machine only; name it in FISC_HOSTS",
            "仅本机可访问，请在 FISC_HOSTS 中填写域名",
        )
    named = ", ".join(sorted(hosts))
    return Finding.GOOD, Words(named, named)


def _origins() -> tuple[Finding, Words]:
    origins = settings.CSRF_TRUSTED_ORIGINS
    plain = [origin for origin in origins if not origin.startswith("https://")]
    if plain:
        named = ", ".join(plain)
        return Finding.BAD, Words(
            f"{named} in FISC_ORIGINS is not encrypted", f"FISC_ORIGINS 中 {named} 未加密"
        )
    if not origins and settings.PROXIES:
        return Finding.NOTE, Words(
            "none: the proxy must pass Host and X-Forwarded-Proto on, or forms are refused;"
            " else name https://… in FISC_ORIGINS",
            "未设置：代理须转发 Host 与 X-Forwarded-Proto，否则表单被拒绝；或在 FISC_ORIGINS 中填写"
            " https://…",
        )
    named = ", ".join(origins)
    return Finding.GOOD, Words(named or "its own address only", named or "仅本站地址")


def _cookies() -> tuple[Finding, Words]:
    if settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE:
        return Finding.GOOD, Words("over encrypted lines only", "仅经加密线路传送")
    return Finding.BAD, Words("may travel unencrypted", "可能未加密传送")


def _files() -> tuple[Finding, Words]:
    folder = Path(settings.STATIC_ROOT)
    missing = lacking(folder)
    if missing:
        count = len(missing)
        return Finding.BAD, Words(
            f"{count} are missing or old in {folder}; run fisc static",
            f"{folder} 中有 {count} 个文件缺失或过期，请运行 fisc static",
        )
    return Finding.GOOD, Words(f"all in {folder}", f"已全部收集到 {folder}")


def _second_factors(at: datetime) -> tuple[Finding, Words]:
    reach = settings.SECOND_FACTOR
    if reach == NOBODY:
        return Finding.NOTE, Words(
            "asked of nobody; see FISC_FACTOR", "未要求任何人使用，见 FISC_FACTOR"
        )
    lacking_one = _without(at, reach)
    if lacking_one:
        count, named = len(lacking_one), ", ".join(lacking_one[:NAMED_MAX])
        return Finding.NOTE, Words(
            f"{count} persons who need one have none yet: {named}",
            f"有 {count} 人须使用而尚未设置：{named}",
        )
    return Finding.GOOD, Words("set up by all who need one", "应设置人员均已设置")


def _without(at: datetime, reach: str) -> list[str]:
    devices = TOTPDevice.objects.filter(confirmed=True)
    have = set(devices.values_list("user__username", flat=True))
    return [
        one.username
        for one in people.everybody(at)
        if one.username not in have and is_required(one.roles, day_of(at), reach)
    ]


def _django() -> tuple[Finding, Words]:
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    said = [one for one in found if not one.is_silenced()]
    if said:
        text = "; ".join(f"{one.id} {str(one.msg).partition('.')[0]}" for one in said)
        return Finding.BAD, Words(text, text)
    return Finding.GOOD, Words("nothing to say", "无异常")


def checks(at: datetime) -> tuple[tuple[Words, Look], ...]:
    """Return what is looked at before an office opens, as of an instant."""
    return (*_CHECKS, (Words("Second factors", "双因素认证"), partial(_second_factors, at)))


_CHECKS: Final[tuple[tuple[Words, Look], ...]] = (
    (Words("Signing key", "签名密钥"), _key),
    (Words("Names", "域名"), _hosts),
    (Words("Origins of forms", "表单来源"), _origins),
    (Words("Cookies", "会话标识"), _cookies),
    (Words("Static files", "静态文件"), _files),
    (Words("Security checks", "安全检查"), _django),
)
