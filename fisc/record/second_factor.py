"""Second factors: set up, used, renewed and reset; each act whole or not at all, and written down.

A code counts once: the step of time that it belongs to must be later than the last one used, and
the database itself is asked whether it is. Recovery codes are kept as digests under the signing
key, so that who reads the database finds none. The secret of a device has to be kept readable.

A room of the record, like ``granting``: registers open no transaction.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth import get_user_model
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from fisc.engines.organisation.second_factor import RULE
from fisc.record.acting import refuse, whole_or_nothing
from fisc.record.granting import Granted, GrantKeyReused, WrongGrant, demand_right
from fisc.registers import factors
from fisc.registers.models import FactorAct, Person
from fisc.registers.people import UnknownPerson
from fisc.values import Verdict

STEP_SECONDS: Final = 30
DIGITS: Final = 6
RECOVERY_CODES: Final = 10
RECOVERY_LENGTH: Final = 10
RECOVERY_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are read for another
REASON_MAX: Final = 400
_TYPED_MAX: Final = 40
_SALT: Final = "fisc.record.second_factor"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What became of setting up a device: its number, or why not."""

    device: str
    refusal: Verdict | None = None


def code_at(key: str, at: datetime) -> str:
    """Return the code that a device with this secret (hexadecimal) shows at an instant.

    Example:
        >>> from datetime import UTC
        >>> key, minute = b"12345678901234567890".hex(), datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC)
        >>> code_at(key, minute)
        '287082'
    """
    return f"{_clock(key, at).token():0{DIGITS}}"


def enrol(
    username: str, *, key: str, code: str, recovery: Collection[str], steps: int, at: datetime
) -> Enrolled:
    """Give somebody a device whose secret they proved to have, and recovery codes; one at a time.

    A device they had before, its recovery codes, and the sessions opened with it are over.

    Units: ``key`` in hexadecimal; ``steps`` of half a minute by which the clocks may differ.

    Raises:
        UnknownPerson: nobody is registered under that name.
    """

    def act(_: object) -> Enrolled:
        user = _account(_held(username))
        step = _step(key, _plain(code), steps, at, after=-1)
        if step is None:
            refuse(
                RULE,
                "The code is not the one that a device with this secret shows now; look at its"
                " clock.",
                "验证码与此密钥当前应显示的不一致，请核对设备时钟。",
            )
        former, _rows = TOTPDevice.objects.filter(user=user).delete()
        made = TOTPDevice.objects.create(user=user, name="", key=key, last_t=step, last_used_at=at)
        _write_codes(user, username, recovery)
        _tell(username, factors.REPLACED if former else factors.ENROLLED, at)
        return Enrolled(str(made.pk))

    return whole_or_nothing(act, lambda stopped: Enrolled("", stopped.verdict))


def accept(username: str, *, code: str, steps: int, at: datetime) -> str:
    """Return the device whose code this is, or whose recovery code; empty where it is neither.

    Always: a code is accepted once, whoever else brings it at the same instant.
    """

    def act(_: object) -> str:
        device = TOTPDevice.objects.filter(user__username=username, confirmed=True).first()
        if device is None:
            return ""
        typed = _plain(code)
        step = _step(device.key, typed, steps, at, after=device.last_t)
        if step is not None:
            fresh = TOTPDevice.objects.filter(pk=device.pk, last_t__lt=step)
            return str(device.pk) if fresh.update(last_t=step, last_used_at=at) else ""
        mine = StaticToken.objects.filter(device__user__username=username)
        mine = mine.filter(token=_digest(username, typed))
        if len(typed) != RECOVERY_LENGTH or not mine.delete()[0]:
            return ""
        _tell(username, factors.RECOVERED, at)
        return str(device.pk)

    return whole_or_nothing(act, lambda _: "")


def renew_codes(username: str, *, recovery: Collection[str], at: datetime) -> None:
    """Give somebody new recovery codes; those they had before are worth nothing.

    Raises:
        UnknownPerson: nobody is registered under that name.
    """

    def act(_: object) -> None:
        _write_codes(_account(_held(username)), username, recovery)
        _tell(username, factors.CODES, at)

    whole_or_nothing(act, lambda _: None)


def reset(username: str, *, officer: str, why: str, at: datetime, key: str = "") -> Granted:
    """Take somebody's device and recovery codes away, because they lost them.

    One security administrator may, because it opens nothing: the password is still asked, and whose
    role needs a second factor sets one up before anything else. Nobody resets their own. Asked
    again with the same key, the answer is the same and nothing more happens.

    Raises:
        UnknownPerson: nobody is registered under one of the names.
        WrongGrant: no reason is given.
        GrantKeyReused: the key belongs to another act.
    """
    if not 0 < len(why.strip()) <= REASON_MAX:
        raise WrongGrant(
            f"Say in up to {REASON_MAX} signs why the second factor of {username} is reset."
        )

    def act(_: object) -> Granted:
        whom = _held(username)
        if key and _was_done(key, username, officer, why.strip()):
            return Granted(0, factors.RESET)
        demand_right(
            officer, at, "people.reset_factor", whom.division_id, whom.unit_id or "", username
        )
        if username == officer:
            refuse(
                RULE,
                f"{officer} does not reset their own; another security administrator does.",
                f"{officer} 不得重置本人的双因素认证，须由另一安全管理员办理。",
            )
        if not TOTPDevice.objects.filter(user__username=username).delete()[0]:
            refuse(RULE, f"{username} has no second factor.", f"{username} 未设置双因素认证。")
        StaticDevice.objects.filter(user__username=username).delete()
        _tell(username, factors.RESET, at, officer=officer, reason=why.strip(), key=key or None)
        return Granted(0, factors.RESET)

    return whole_or_nothing(act, lambda stopped: Granted(0, "", stopped.verdict))


def _was_done(key: str, username: str, officer: str, why: str) -> bool:
    found = FactorAct.objects.filter(key=key).first()
    if found is None:
        return False
    if (found.person_id, found.officer, found.reason) != (username, officer, why):
        raise GrantKeyReused(f"The key {key!r} belongs to act {found.pk}; give this its own.")
    return True


def _clock(key: str, at: datetime) -> TOTP:
    clock = TOTP(bytes.fromhex(key), STEP_SECONDS, 0, DIGITS)
    clock.time = int(at.timestamp())
    return clock


def _step(key: str, typed: str, steps: int, at: datetime, *, after: int) -> int | None:
    """Return the step of time whose code was typed, among those not used yet; None for none."""
    clock = _clock(key, at)
    found = None
    for off in range(-steps, steps + 1):  # all of them, so that the time taken tells nothing
        clock.drift = off
        same = hmac.compare_digest(f"{clock.token():0{DIGITS}}".encode(), typed.encode())
        found = clock.t() if same and clock.t() > after else found
    return found


def _plain(code: str) -> str:
    """Return a code as it was meant, however it was pasted: no blanks, no hyphens, no wide signs.

    Example:
        >>> _plain(" １２3 456 "), _plain("abcde-fghjk")
        ('123456', 'ABCDEFGHJK')
    """
    meant = unicodedata.normalize("NFKC", code[:_TYPED_MAX])
    return "".join(meant.split()).replace("-", "").upper()


def _digest(username: str, typed: str) -> str:
    return salted_hmac(_SALT, f"{username}/{typed}", algorithm="sha256").hexdigest()[:16]


def _write_codes(user: object, username: str, recovery: Collection[str]) -> None:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="")
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=_digest(username, _plain(one))) for one in recovery
    )


def _held(username: str) -> Person:
    found = Person.objects.select_for_update().filter(username=username).first()
    if found is None:
        raise UnknownPerson(f"Nobody is registered as {username!r}.")
    return found


def _account(person: Person) -> object:
    """Return somebody's account; who has none yet, as in a demo, gets one without a password."""
    accounts = get_user_model()
    found = accounts._default_manager.filter(username=person.username).first()  # noqa: SLF001
    if found is None:
        found = accounts(username=person.username, last_name=person.name_en)
        found.set_unusable_password()
        found.save()
    return found


def _tell(
    username: str,
    act: str,
    at: datetime,
    *,
    officer: str = "",
    reason: str = "",
    key: str | None = None,
) -> None:
    FactorAct.objects.create(
        person_id=username, act=act, at=at, officer=officer or username, reason=reason, key=key
    )
