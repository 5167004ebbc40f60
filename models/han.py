"""Chinese company names in Latin letters: words of the trade translated, places and the firm's own name as they sound."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

HAN = re.compile(r"[\u3400-\u9fff]+")

WORDS = {
    "股份有限公司": "Co Ltd",
    "有限责任公司": "Co Ltd",
    "有限公司": "Co Ltd",
    "股份公司": "Co Ltd",
    "公司": "Company",
    "集团": "Group",
    "控股": "Holdings",
    "科学技术": "Science Technology",
    "科技": "Technology",
    "技术": "Technology",
    "创新": "Innovation",
    "数字": "Digital",
    "数据": "Data",
    "电子": "Electronics",
    "半导体": "Semiconductor",
    "通信": "Communications",
    "通讯": "Communications",
    "信息": "Information",
    "网络": "Network",
    "软件": "Software",
    "智能": "Intelligent",
    "自动化": "Automation",
    "安全": "Security",
    "无线": "Wireless",
    "汽车": "Automobile",
    "新能源": "New Energy",
    "工业": "Industry",
    "实业": "Industry",
    "国际": "International",
    "中国": "China",
    "香港": "Hong Kong",
    "省": " ",
    "市": " ",
    "技術": "Technology",
    "電子": "Electronics",
    "通訊": "Communications",
    "集團": "Group",
    "資訊": "Information",
    "數位": "Digital",
}
"""What such names are built of beside the firm's own; longer words first where one holds another."""

PLACES = (
    "北京",
    "上海",
    "深圳",
    "广州",
    "广东",
    "杭州",
    "浙江",
    "南京",
    "苏州",
    "江苏",
    "成都",
    "武汉",
    "西安",
    "天津",
    "重庆",
    "福建",
    "厦门",
    "东莞",
    "珠海",
    "合肥",
    "山东",
    "青岛",
    "台北",
)

_SPLIT = re.compile("(" + "|".join(sorted([*WORDS, *PLACES], key=len, reverse=True)) + ")")


@cache
def _pinyin() -> Any:
    import icu

    return icu.Transliterator.createInstance("Han-Latin; Latin-ASCII")


def romanised(name: str) -> str:
    """The name with its Chinese characters in Latin letters; other names as they are."""
    return " ".join(HAN.sub(lambda run: f" {_latin(run[0])} ", name).split()) if HAN.search(name) else name


def _latin(run: str) -> str:
    pieces = (WORDS.get(piece) or _pinyin().transliterate(piece).replace(" ", "") for piece in _SPLIT.split(run))
    return " ".join(pieces)
