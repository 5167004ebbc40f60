"""Tables that say from when something binds."""

from __future__ import annotations

from dataclasses import replace

from extract.document import Passage, Stage
from models.scope import read_scope


def test_a_table_gives_phases_by_day_and_by_model_year(written):
    """Rows under "Begins" are phases, whatever form the time has; a table of something else has none."""
    document = written("Heavy Vehicles", "# IV. Phases\n\nThe table gives them.", Stage.NPRM, "PRORULE")
    table = {"table": "Table 1: Proposed Phases", "columns": ("Prohibition", "Begins")}
    rows = ("Telematics | Model year 2031", "Tools | January 1, 2030", "Prices | 1,000")
    passages = [Passage("IV. Phases", 2 + at, None, row, **table) for at, row in enumerate(rows)]
    passages.append(
        Passage("V. Costs", 5, None, "Units | Model year 2032", table="Units Sold", columns=("Class", "Year"))
    )
    scope = read_scope(replace(document, passages=(*document.passages, *passages)))
    assert [(phase.when, phase.what) for phase in scope.phases] == [
        ("2030-01-01", "Tools"),
        ("model year 2031", "Telematics"),
    ]
