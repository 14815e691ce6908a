"""Accounts: the password with which a registered person comes into an office."""

from __future__ import annotations

from typing import Final

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from fisc.registers.models import Person
from fisc.values import Step, Verdict, Words

RULE = Words("password", "密码")


def set_password(username: str, password: str) -> Verdict:
    """Give a registered person a password, and with it an account; sessions under the old one end.

    The rules of passwords are the operator's (settings); a refusal names each that is against it.
    """
    person = Person.objects.filter(username=username).first()
    if person is None:
        step = Step(f"Nobody is registered as {username}.", f"没有登记人员 {username}。")
        return Verdict(False, RULE, (step,))
    accounts = get_user_model()
    account = accounts._default_manager.filter(username=username).first()  # noqa: SLF001
    account = account or accounts(username=username, last_name=person.name_en)
    against = _against(password, account)
    if against:
        return Verdict(False, RULE, against)
    account.set_password(password)
    account.save()
    step = Step(f"{username} can come in with it.", f"{username} 可用此密码登录。")
    return Verdict(True, RULE, (step,))


def _against(password: str, account: object) -> tuple[Step, ...]:
    try:
        validate_password(password, account)  # type: ignore[arg-type]
    except ValidationError as wrong:
        return tuple(_said(one) for one in wrong.error_list)
    return ()


def _said(wrong: ValidationError) -> Step:
    """Return a rule in both languages; one that the operator added speaks as it was written."""
    if wrong.code == "password_too_short":
        least = (wrong.params or {}).get("min_length", "")
        return Step(f"A password has at least {least} characters.", f"密码至少 {least} 个字符。")
    known = _RULES.get(wrong.code or "")
    return known or Step(" ".join(wrong.messages), " ".join(wrong.messages))


_RULES: Final = {
    "password_too_common": Step("Many people use this password.", "此密码过于常见。"),
    "password_too_similar": Step(
        "The password is too much like the name.", "密码与用户名或姓名过于相似。"
    ),
}
