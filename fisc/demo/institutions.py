"""The kinds of institution that stand under departments, and how many of each there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fisc.law.kinds import UnitKind

_DIGITS: Final = "〇一二三四五六七八九"
_TEN: Final = 10


@dataclass(frozen=True, slots=True)
class Institution:
    """A kind of institution. ``weights`` says how common it is at each level of government."""

    department: str
    name_zh: str
    name_en: str
    kind: UnitKind
    function: str
    weights: Mapping[str, int]
    heads: tuple[int, int]

    def named_zh(self, at: int, number: int) -> str:
        """Return the Chinese name of one of several, counted from zero."""
        return self.name_zh if number == 1 else f"第{chinese_number(at + 1)}{self.name_zh}"

    def named_en(self, at: int, number: int) -> str:
        """Return the English name of one of several, counted from zero."""
        return self.name_en if number == 1 else f"No. {at + 1} {self.name_en}"


def chinese_number(number: int) -> str:
    """Write a whole number from 1 to 999 in Chinese.

    Example:
        >>> [chinese_number(n) for n in (3, 10, 11, 20, 35, 105, 110)]
        ['三', '十', '十一', '二十', '三十五', '一百〇五', '一百一十']
    """
    hundreds, rest = divmod(number, _TEN * _TEN)
    tens, ones = divmod(rest, _TEN)
    if hundreds:
        head = f"{_DIGITS[hundreds]}百"
        if not rest:
            return head
        return head + (f"{_DIGITS[tens]}十" if tens else "〇") + (_DIGITS[ones] if ones else "")
    ten = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
    return ten + (_DIGITS[ones] if ones else "")


def _kind(
    department: str,
    names: tuple[str, str],
    kind: UnitKind,
    function: str,
    weights: tuple[int, int, int],
    heads: tuple[int, int],
) -> Institution:
    levels = dict(zip(("county", "prefecture", "province"), weights, strict=True))
    return Institution(department, *names, kind, function, levels, heads)


# Weights: county, prefecture, province.
INSTITUTIONS: Final = (
    _kind("201", ("政务服务中心", "Service Hall"), "3", "2010350", (1, 1, 2), (8, 40)),
    _kind("203", ("小学", "Primary School"), "3", "2050202", (26, 14, 0), (20, 120)),
    _kind("203", ("初级中学", "Junior High School"), "3", "2050203", (14, 8, 0), (30, 140)),
    _kind("203", ("高级中学", "Senior High School"), "3", "2050204", (3, 8, 6), (60, 240)),
    _kind("203", ("幼儿园", "Kindergarten"), "3", "2050201", (8, 6, 6), (10, 50)),
    _kind("203", ("职业学校", "Vocational School"), "4", "2050302", (1, 3, 16), (40, 160)),
    _kind("204", ("研究所", "Research Institute"), "3", "20603", (0, 2, 60), (20, 120)),
    _kind("206", ("派出所", "Police Station"), "1", "2040201", (5, 14, 20), (8, 40)),
    _kind("207", ("福利院", "Welfare Home"), "3", "20810", (2, 3, 12), (10, 60)),
    _kind("208", ("司法所", "Justice Office"), "1", "20406", (4, 4, 30), (4, 16)),
    _kind("209", ("国库支付中心", "Payment Centre"), "2", "2010605", (1, 1, 1), (8, 30)),
    _kind("209", ("预算评审中心", "Review Centre"), "3", "2010650", (1, 1, 1), (6, 24)),
    _kind("210", ("就业服务站", "Employment Station"), "3", "20807", (1, 2, 8), (8, 40)),
    _kind("212", ("环境监测站", "Monitoring Station"), "3", "21102", (1, 2, 26), (8, 40)),
    _kind("213", ("环境卫生站", "Sanitation Station"), "3", "21205", (2, 6, 0), (20, 120)),
    _kind("213", ("公园管理所", "Parks Office"), "3", "21205", (1, 4, 0), (8, 40)),
    _kind("214", ("公路养护站", "Road Station"), "3", "2140106", (2, 6, 60), (12, 80)),
    _kind("215", ("水利服务站", "Water Station"), "3", "2130305", (4, 4, 30), (8, 40)),
    _kind("216", ("农业技术推广站", "Farming Station"), "3", "2130122", (4, 4, 24), (8, 40)),
    _kind("216", ("动物疫病防控站", "Animal Health Station"), "3", "2130108", (2, 3, 12), (6, 24)),
    _kind("218", ("图书馆", "Library"), "3", "20701", (1, 1, 2), (6, 40)),
    _kind("218", ("博物馆", "Museum"), "3", "20702", (1, 1, 4), (6, 60)),
    _kind("219", ("人民医院", "People's Hospital"), "4", "21002", (2, 6, 0), (120, 480)),
    _kind("219", ("乡镇卫生院", "Township Clinic"), "3", "21003", (14, 0, 0), (10, 50)),
    _kind("219", ("社区卫生服务中心", "Community Clinic"), "3", "21003", (2, 10, 0), (10, 50)),
    _kind("219", ("疾病预防控制中心", "Disease Control"), "3", "2100401", (1, 1, 3), (16, 90)),
    _kind("221", ("应急救援站", "Rescue Station"), "3", "22401", (1, 2, 12), (8, 40)),
    _kind("224", ("检验检测所", "Testing Institute"), "3", "20138", (1, 2, 16), (8, 50)),
    _kind("227", ("林场", "Forest Farm"), "3", "21302", (5, 6, 60), (10, 80)),
    _kind("401", ("高等学校", "College"), "4", "2050205", (0, 0, 90), (200, 900)),
    _kind("402", ("省级医院", "Provincial Hospital"), "4", "21002", (0, 0, 40), (300, 1200)),
)
# Departments whose many institutions stand under second-level units.
SECOND_LEVEL: Final[Mapping[str, tuple[str, str]]] = {
    "203": ("第{}学区", "School District {}"),
    "219": ("第{}医共体", "Medical Alliance {}"),
}
