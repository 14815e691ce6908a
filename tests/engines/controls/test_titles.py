"""A document keeps the sign of a control; whoever reads it is told its name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fisc.engines import controls
from fisc.engines.controls.titles import title
from fisc.law.tables import UnknownRow


def test_every_control_of_the_house_is_called_by_its_name():
    folder = Path(controls.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    own = re.findall(r'Title\("([A-Z]+)", "([^"]+)", "([^"]+)"\)', source)
    numbers = re.findall(r'handbook\("(K\d+)"\)', source)

    assert len(own) >= 5
    assert len(numbers) >= 5
    for kept, english, chinese in own:
        assert (title(kept).en, title(kept).zh) == (english, chinese)
    for number in numbers:
        assert title(number).id == number


def test_what_is_no_control_has_no_name():
    with pytest.raises(UnknownRow):
        title("NOTHING")
