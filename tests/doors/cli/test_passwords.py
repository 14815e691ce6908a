"""A password is read from the input, and refused in words where it breaks a rule."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from typer.testing import CliRunner

from fisc.doors.cli.main import app
from tests.stages.town import MAKER

PHRASE = "correct horse staple"


def give(username, password, lang="en"):
    words = ["--lang", lang, "people", "password", username]
    return CliRunner().invoke(app, words, input=f"{password}\n", catch_exceptions=False)


def test_a_registered_person_gets_an_account(fisc, town):
    done = give(MAKER, PHRASE)

    assert done.exit_code == 0, done.stderr
    assert f"{MAKER} can come in with it." in done.stdout
    assert PHRASE not in done.stdout
    assert get_user_model().objects.get(username=MAKER).check_password(PHRASE)


@pytest.mark.parametrize(
    ("username", "password", "said"),
    [(MAKER, "short", "密码至少 12 个字符"), ("nobody", PHRASE, "没有登记人员 nobody")],
)
def test_a_refusal_says_why_and_makes_no_account(fisc, town, username, password, said):
    done = give(username, password, lang="zh")

    assert done.exit_code == 1
    assert said in done.stdout + done.stderr
    assert not get_user_model().objects.exists()
