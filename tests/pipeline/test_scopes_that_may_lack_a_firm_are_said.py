"""A firm that stands where a rule acts, and was not read: `doctor` and `scope show` say so until a reviewer has looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import stages
from pipeline.operations.finding import State
from pipeline.operations.open_scopes import scope_findings
from pipeline.review.scoping import readable, shown
from tests.pipeline.passes import Passes, notice
from warehouse.lake import open_warehouse
from warehouse.scopes import load_scope
from warehouse.standings import standing_text

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.operations.finding import Finding

NUMBER = "2099-20009"
RULE = """<RULE><PREAMB><AGENCY TYPE="N">DEPARTMENT OF COMMERCE</AGENCY>
<SUBAGY>Bureau of Industry and Security</SUBAGY><CFR>15 CFR Part 791</CFR>
<SUBJECT>{title}</SUBJECT>
<ACT><HD SOURCE="HED">ACTION:</HD><P>Final rule.</P></ACT>
<SUM><HD SOURCE="HED">SUMMARY:</HD><P>BIS acts with regard to relays that Heliang Systems Co., Ltd. has blessed.</P></SUM>
<EFFDATE><HD SOURCE="HED">DATES:</HD><P>This rule is effective {day}.</P></EFFDATE></PREAMB>
<SUPLINF><P>Tidewater Storage, Inc., commented on it.</P></SUPLINF><FRDOC>[FR Doc. {number}]</FRDOC></RULE>"""
TITLE = "Securing the Information and Communications Technology and Services Supply Chain: Relays"


def findings(passes: Passes) -> list[Finding]:
    """What doctor says of scopes."""
    with open_warehouse(stages.lake_of(passes.settings), read_only=True) as warehouse:
        return list(scope_findings(warehouse.con))


def test_a_firm_that_was_not_read_is_said_until_somebody_has_looked(told: Path, tmp_path: Path) -> None:
    """The determination's own firm is read and gives no line."""
    passes = Passes.copied(told, tmp_path)
    (fine,) = findings(passes)
    assert (fine.state, fine.words) == (State.OK, "of 1 ICTS documents none names a firm that was not read")
    passes.run(notice(NUMBER, title=TITLE, text=RULE))
    (open_one,) = findings(passes)
    assert (open_one.state, open_one.subject) == (State.NOTE, NUMBER)
    assert "names Heliang Systems Co., Ltd., and they are not taken as meant" in open_one.words
    assert "Tidewater" not in open_one.words
    lake = stages.lake_of(passes.settings)
    with open_warehouse(lake) as warehouse:
        document, scope = standing_text(warehouse.con, NUMBER)
        assert "Heliang Systems Co., Ltd." in "\n".join(readable(shown(document, None, scope)))
        load_scope(warehouse.con, NUMBER, "f", scope, stages.now(), amended_by="cleo@example.com", note="looked at")
    (after,) = findings(passes)
    assert after.state is State.OK
