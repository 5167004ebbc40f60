"""Which other document a document corrects, extends, delays, withdraws or continues."""

from __future__ import annotations

import pytest

from extract.document import Passage, Stage
from extract.references import references


def referred(stage: Stage, *texts: str, number: str = "2025-00542") -> dict[str, str]:
    """The references of a document with these paragraphs."""
    return references(stage, number, [Passage("", index, None, text) for index, text in enumerate(texts, start=1)])


@pytest.mark.parametrize(
    ("stage", "texts", "expected"),
    [
        (
            Stage.CORRECTION,
            (
                "A final rule (89 FR 96872). Do not confuse it with FR Doc. 2025-00592.",
                "In FR Doc. 2024-28335, beginning on page 96872, correct:",
            ),
            {"corrects": "2024-28335"},
        ),
        (
            Stage.CORRECTION,
            ("In FR Doc. 2024–28335 appearing on page 1, make corrections.",),
            {"corrects": "2024-28335"},
        ),
        (Stage.CORRECTION, ("In proposed rule document 2016-08508, on page 22204,",), {"corrects": "2016-08508"}),
        (
            Stage.CORRECTION,
            ("FR Doc. 2025-00542 corrects a rule that appeared on July 15, 2015 (80 FR 41409).",),
            {"corrects": "80 FR 41409"},
        ),
        (Stage.CORRECTION, ("Nothing is cited.",), {}),
        (
            Stage.CORRECTION,
            ("This does not correct FR Doc. 2025-00592. It corrects FR Doc. 2024-28335 of December.",),
            {"corrects": "2024-28335"},
        ),
        (
            Stage.CORRECTION,
            (
                "The proposal was FR Doc. 2024-21903. The bureau corrects the rule (90 FR 5360). See FR Doc. 2024-28335.",
            ),
            {"corrects": "90 FR 5360"},
        ),
        (
            Stage.CORRECTION,
            (
                "A notice of March (79 FR 13308) is corrected.",
                "In the Federal Register of Monday, FR Doc. 2014-05063, on page 1,",
            ),
            {"corrects": "2014-05063"},
        ),
        (
            Stage.COMMENT_PERIOD_EXTENSION,
            (
                "After the ANPRM (FR Doc. 2021-20430) came a proposal (FR Doc. 2024-01580), whose comment period is extended.",
            ),
            {"extends": "2024-01580"},
        ),
        (
            Stage.CORRECTION,
            ("The Department corrects Federal Register document 2024-28335, published in December.",),
            {"corrects": "2024-28335"},
        ),
        (
            Stage.CORRECTION,
            ("A final rule (89 FR 96872) was published.", "In FR Rule Doc. No. 2024-28335 appearing on page 96872,"),
            {"corrects": "2024-28335"},
        ),
        (
            Stage.CORRECTION,
            ("The document corrected has the number 2024-28335; docket BIS-2024-00051 of 2024-2025 stays.",),
            {"corrects": "2024-28335"},
        ),
        (Stage.CORRECTION, ("The correction concerns 89 Fed. Reg. 96,872.",), {"corrects": "89 FR 96872"}),
        (
            Stage.CORRECTION,
            ("This corrects a notice published at page 271 of volume 90 of the Federal Register.",),
            {"corrects": "90 FR 271"},
        ),
        (
            Stage.COMMENT_PERIOD_EXTENSION,
            ("The proposed rule (2021-25329, 86 FR 67379) was published November 26, 2021.",),
            {"extends": "2021-25329"},
        ),
        (Stage.COMMENT_PERIOD_EXTENSION, ("The rule proposed at 84 FR 65316.",), {"extends": "84 FR 65316"}),
        (
            Stage.COMMENT_PERIOD_REOPENING,
            ("The notice, FR Doc. 2025-00001, published at 90 FR 1.",),
            {"extends": "2025-00001"},
        ),
        (Stage.DELAY_OF_EFFECTIVE_DATE, ("The rule published at 90 FR 5360 is delayed.",), {"delays": "90 FR 5360"}),
        (
            Stage.WITHDRAWAL,
            ("The proposal published on March 1, 2024 (89 FR 15066), is withdrawn.",),
            {"withdraws": "89 FR 15066"},
        ),
        (
            Stage.CONTINUATION_OF_EMERGENCY,
            ("In Executive Order 13873, the President declared.",),
            {"continues": "Executive Order 13873"},
        ),
        (Stage.FINAL_RULE, ("It follows a proposal at 84 FR 65316 and FR Doc. 2024-28335.",), {}),
    ],
)
def test_each_stage_fills_its_own_reference(stage: Stage, texts: tuple[str, ...], expected: dict[str, str]) -> None:
    """The amending words decide before the background, a number before a citation, and other stages refer to nothing."""
    assert referred(stage, *texts) == expected


def test_a_numbered_correction_names_its_original() -> None:
    """C1-2026-16628 corrects 2026-16628."""
    assert referred(Stage.CORRECTION, number="C1-2026-16628") == {"corrects": "2026-16628"}
