"""What money is for: templates of projects with their codes, by department and by fund.

Codes are pairs of a function and a department item; the government item follows from the kind of
unit. Weights say how much of a pool a template draws for each person (R, Y) or each unit (T).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from fisc.demo.budgets import BONDS, LAND, LOTTERY, SEWAGE, WORKS
from fisc.values import Book


class Pattern(IntEnum):
    """When in the year an indicator is used; the rows of ``fisc.demo.seasons.WEIGHTS``."""

    WAGES = 0
    RUNNING = 1
    HEATING = 2
    SUBSIDIES = 3
    SERVICES = 4
    BUILDING = 5
    INTEREST = 6


@dataclass(frozen=True, slots=True)
class Purpose:
    """One thing that a project pays for.

    ``function`` is empty where a unit spends under its own. ``fund_types`` are tried in turn.
    """

    name_zh: str
    name_en: str
    department_item: str
    pattern: Pattern
    weight: int
    function: str = ""
    fund_types: Sequence[str] = ("111",)


def _of(  # short lines keep the tables below readable
    names: tuple[str, str],
    codes: tuple[str, str],
    pattern: Pattern,
    weight: int,
    *fund_types: str,
) -> Purpose:
    function, item = codes
    return Purpose(*names, item, pattern, weight, function, fund_types or ("111",))


_P: Final = Pattern
WAGES_NAMES: Final = ("人员经费", "Personnel")
RUNNING_NAMES: Final = ("公用经费", "Running cost")
PENSIONS: Final = "2080505"
HOUSING: Final = "2210201"

# For each person of a unit; the second half depends on the kind of unit.
WAGES: Final = (
    Purpose("基本工资", "Basic pay", "30101", _P.WAGES, 30),
    Purpose("养老保险缴费", "Pension contributions", "30108", _P.WAGES, 11, PENSIONS),
    Purpose("住房公积金", "Housing fund", "30113", _P.WAGES, 9, HOUSING),
)
ALLOWANCES: Final = Purpose("津贴补贴", "Allowances", "30102", _P.WAGES, 28)
PERFORMANCE: Final = Purpose("绩效工资", "Performance pay", "30107", _P.WAGES, 28)
RUNNING: Final = (
    Purpose("办公费", "Office supplies", "30201", _P.RUNNING, 3),
    Purpose("取暖费", "Heating", "30208", _P.HEATING, 4),
    Purpose("差旅费", "Travel", "30211", _P.RUNNING, 2),
    Purpose("电费", "Electricity", "30206", _P.RUNNING, 2),
)
TRANSPORT: Final = Purpose("公务交通补贴", "Transport allowance", "30239", _P.WAGES, 3)
TRAINING: Final = Purpose("培训费", "Training", "30216", _P.RUNNING, 1)
THREE_PUBLIC: Final = (
    Purpose("公务接待费", "Reception", "30217", _P.RUNNING, 1),
    Purpose("公务用车运行维护费", "Official vehicles", "30231", _P.RUNNING, 2),
)

# For each unit: what institutions do besides their daily work.
INSTITUTIONAL: Final = (
    _of(("设备购置", "Equipment"), ("", "31003"), _P.SERVICES, 700, "111", "113"),
    _of(("房屋维修", "Repairs"), ("", "30213"), _P.BUILDING, 500, "111", "113"),
    _of(("信息化建设", "Information systems"), ("", "31007"), _P.SERVICES, 350),
    _of(("委托业务", "Commissioned services"), ("", "30227"), _P.SERVICES, 400, "111", "113"),
)
SCHOOL_GRANTS: Final = _of(("学生资助", "Student grants"), ("", "30308"), _P.SUBSIDIES, 400, "113")
DEPARTMENTAL: Final = _of(("专项业务", "Specific duties"), ("", "30227"), _P.SERVICES, 900)
INTEREST: Final = _of(
    ("一般债券付息", "Interest on general bonds"), ("2320301", "30701"), _P.INTEREST, 6_000
)
SPECIFIC: Final[Mapping[str, Sequence[Purpose]]] = {
    "203": (
        _of(
            ("义务教育学校建设", "School buildings"),
            ("2050202", "31001"),
            _P.BUILDING,
            9_000,
            "112",
        ),
        _of(("教育费附加项目", "Schooling"), ("2050299", "30227"), _P.SERVICES, 5_000, "113"),
    ),
    "204": (_of(("科技创新", "Research"), ("20604", "31204"), _P.SERVICES, 5_000),),
    "205": (_of(("中小企业发展", "Small firms"), ("21508", "31204"), _P.SERVICES, 4_000),),
    "206": (_of(("执法办案", "Case handling"), ("2040220", "30227"), _P.SERVICES, 4_000, "113"),),
    "207": (
        _of(
            ("农村最低生活保障", "Rural minimum living guarantee"),
            ("2081902", "30305"),
            _P.SUBSIDIES,
            9_000,
            "113",
        ),
        _of(("特困人员供养", "Hardship"), ("20821", "30306"), _P.SUBSIDIES, 3_500, "113"),
    ),
    "209": (
        _of(("财政信息化", "Fiscal systems"), ("2010607", "31007"), _P.SERVICES, 1_200),
        INTEREST,
    ),
    "210": (
        _of(("就业补助", "Employment"), ("20807", "31204"), _P.SERVICES, 5_000, "113"),
        _of(
            ("居民养老保险补助", "Resident pension subsidy"),
            ("2082602", "31302"),
            _P.SUBSIDIES,
            14_000,
            "113",
            "111",
        ),
    ),
    "212": (
        _of(("水污染防治", "Water quality"), ("2110302", "31005"), _P.BUILDING, 5_000, "113"),
        _of(("大气污染防治", "Air quality"), ("2110301", "31204"), _P.SERVICES, 3_000, "113"),
    ),
    "213": (
        _of(
            ("老旧小区改造", "Renewal of old compounds"),
            ("2210108", "31005"),
            _P.BUILDING,
            9_000,
            "113",
            "112",
        ),
        _of(("小城镇建设", "Small towns"), ("2120303", "31005"), _P.BUILDING, 6_000, "112"),
    ),
    "214": (
        _of(("农村公路建设", "Rural roads"), ("2140104", "31005"), _P.BUILDING, 9_000, "112"),
        _of(("公路养护", "Road upkeep"), ("2140106", "30213"), _P.BUILDING, 4_000, "113"),
    ),
    "215": (
        _of(("水利工程", "Water works"), ("2130305", "31005"), _P.BUILDING, 8_000, "113", "112"),
        _of(("防汛", "Flood control"), ("2130314", "30227"), _P.BUILDING, 2_000),
    ),
    "216": (
        _of(
            ("黑土地保护与高标准农田", "Black soil and farmland"),
            ("2130153", "31005"),
            _P.BUILDING,
            14_000,
            "113",
        ),
        _of(("农业生产发展", "Farm production"), ("2130122", "30310"), _P.SUBSIDIES, 12_000, "113"),
    ),
    "217": (_of(("商贸流通", "Trade"), ("21602", "31204"), _P.SERVICES, 3_000),),
    "219": (
        _of(("基本公共卫生", "Public health"), ("2100408", "30227"), _P.SERVICES, 6_000, "113"),
        _of(
            ("居民医疗保险补助", "Resident medical subsidy"),
            ("2101202", "31302"),
            _P.SUBSIDIES,
            16_000,
            "113",
            "111",
        ),
    ),
    "220": (_of(("优抚对象补助", "Veterans"), ("20808", "30304"), _P.SUBSIDIES, 4_000, "113"),),
    "221": (_of(("自然灾害防治", "Hazards"), ("22406", "31003"), _P.SERVICES, 3_000, "113"),),
    "222": (_of(("审计业务", "Audits"), ("2010804", "30227"), _P.SERVICES, 900),),
    "227": (_of(("森林保护修复", "Forests"), ("21105", "31204"), _P.SERVICES, 6_000, "113"),),
    "228": (_of(("粮油储备", "Grain reserve"), ("22204", "31204"), _P.SUBSIDIES, 5_000),),
    "231": (_of(("乡村振兴衔接", "Villages"), ("21305", "31005"), _P.BUILDING, 7_000, "113"),),
}

# What the pools of funds and of state capital are for: departments to try in turn, then what.
Assigned = Sequence[tuple[Sequence[str], Purpose]]
POOLED: Final[Mapping[tuple[Book, str], Assigned]] = {
    (Book.FUNDS, LAND): (
        (
            ("211", "213"),
            _of(("征地拆迁补偿", "Land and homes"), ("2120801", "31012"), _P.BUILDING, 40, "121"),
        ),
        (("213",), _of(("城市建设", "City works"), ("2120803", "31005"), _P.BUILDING, 40, "121")),
        (("216",), _of(("农村设施", "Villages"), ("2120804", "31005"), _P.BUILDING, 20, "121")),
    ),
    (Book.FUNDS, WORKS): (
        (("213",), _of(("基础设施配套", "City pipes"), ("21213", "31005"), _P.BUILDING, 1, "121")),
    ),
    (Book.FUNDS, SEWAGE): (
        (("213",), _of(("污水处理", "Sewage"), ("21214", "31204"), _P.SUBSIDIES, 1, "121")),
    ),
    (Book.FUNDS, LOTTERY): (
        (("207",), _of(("福利项目", "Welfare"), ("22960", "31003"), _P.SERVICES, 1, "121")),
    ),
    (Book.FUNDS, BONDS): (
        (("214",), _of(("园区道路", "Park roads"), ("2290402", "31005"), _P.BUILDING, 30, "122")),
        (("215",), _of(("供水工程", "Water supply"), ("2290402", "31005"), _P.BUILDING, 30, "122")),
        (("219",), _of(("医院建设", "Hospitals"), ("2290402", "31001"), _P.BUILDING, 20, "122")),
        (("216",), _of(("冷链物流", "Cold chain"), ("2290402", "31005"), _P.BUILDING, 20, "122")),
    ),
    (Book.CAPITAL, ""): (
        (
            ("223", "209"),
            _of(("国有企业退休人员社会化", "Retirees"), ("2230105", "31299"), _P.SERVICES, 3, "13"),
        ),
        (
            ("223", "209"),
            _of(("国有企业资本金注入", "Capital"), ("2230201", "31201"), _P.SERVICES, 7, "13"),
        ),
    ),
}
