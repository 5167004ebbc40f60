"""Company names: what makes two of them one firm, and what never does."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.names import WILDCARDS, compare

if TYPE_CHECKING:
    from pathlib import Path

SAME = [
    ("GUANGZHOU HAIGE COMM GRP", "Guangzhou Haige Communications Group"),  # abbreviations
    ("CNOOC ENERGY TECH & SRVCES LTD", "CNOOC Energy Technology & Services Limited"),
    ("Oboronnye Initsiativy OOO", "OOO Oboronnye Initsiativy"),  # word order
    ("Huawei Technologies Co., Ltd.", "HUAWEI TECHNOLOGIES COMPANY LIMITED"),
    ("Hikvision", "Hangzhou Hikvision Digital Technology Co., Ltd."),  # short for long
    ("DJI", "SZ DJI Technology Co., Ltd."),
    ("1st International Bank", "First International Bank"),  # numbers in words
    ("J.P. Morgan & Co.", "JP Morgan & Co."),  # initials
    ("ООО Лаборатория", "OOO Laboratoriya"),  # another script
    ("Gazprom OAO", "Gasprom"),  # spelling
    ("华为技术有限公司", "Huawei Technologies Co., Ltd."),  # Chinese, as it sounds
    ("浙江大华技术股份有限公司", "Zhejiang Dahua Technology Co., Ltd."),
    ("ООО «ЯНДЕКС»", "OOO Yandex"),
    ("АО «Лаборатория Касперского»", "AO Kaspersky Lab"),  # with an ending
    ("Yangtze Memory Technologies Co., Ltd.", "YMTC"),  # its initials
    ("Contemporary Amperex Technology Co., Limited", "CATL"),
    ("Dawning Information Industry Co., Ltd. (Sugon)", "Sugon"),  # another name in brackets
    ("DAWNING INFORMATION IND CO LTD", "Dawning Information Industry Co., Ltd."),  # a word cut short
    ("Fuzhou Rockchip Electronics Company", "Rockchip Electronics Co., Ltd."),
]

DIFFERENT = [
    ("Shenzhen Electronics Co., Ltd.", "Shenzhen Technology Development Ltd"),  # places and words of the trade only
    ("China Mobile Communications", "China Unicom Communications"),
    ("Capital Corp", "Capital Group"),
    ("Zhejiang Dahua Technology", "Zhejiang Uniview Technologies"),
    ("Bowne of Atlanta, Inc.", "Bowne of Boston, Inc."),  # another place
    ("Apple Inc.", "Apple Express Logistics GmbH"),
    ("Deutsche Bank AG", "Deutsche Bank GmbH"),  # another legal form of one name
    ("Acme (Shanghai) Ltd", "Shanghai Widgets Ltd"),  # a place in brackets is no other name
    ("TCL", "Tokyo Chemistry Laboratories GmbH Berlin"),  # not the initials of all of it
    ("", "Huawei"),
    ("*", "*"),
    ("n/a", "N/A"),
    ("Unknown", "Unknown"),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_spellings_of_one_firm_match(left: str, right: str) -> None:
    """Legal forms, abbreviations, order, scripts and small misspellings do not part a firm from itself."""
    assert compare(left, right).match, compare(left, right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_firms_that_share_only_common_words_never_match(left: str, right: str) -> None:
    """Generic words, places, and the blanks and wildcards of inventories agree with nothing."""
    assert not compare(left, right).match, compare(left, right)


@given(st.sampled_from(sorted(WILDCARDS)), st.text(max_size=40))
def test_a_wildcard_agrees_with_nobody(wildcard: str, name: str) -> None:
    """Whatever stands on the other side, nobody is meant by a wildcard."""
    assert compare(wildcard, name).score == 0
    assert compare(name, wildcard).score == 0


@given(st.text(max_size=60), st.text(max_size=60))
def test_comparison_is_total_and_never_certain(left: str, right: str) -> None:
    """Any two texts have a score of at least 0 and below 1."""
    assert 0 <= compare(left, right).score < 1


def test_public_benchmark_pairs_reach_the_f1_we_promise(shared: Path) -> None:
    """F1 of at least 0.90 at the one fixed threshold on the development pairs."""
    with (shared / "data/names/dev.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    said = [(compare(row["left"], row["right"]).match, row["match"] == "true") for row in rows]
    hits = sum(ours and true for ours, true in said)
    wrong = sum(ours != true for ours, true in said)
    assert 2 * hits / (2 * hits + wrong) >= 0.90
