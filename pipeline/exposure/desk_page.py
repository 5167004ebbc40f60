"""The analyst's page as a marimo app: what stands where. What it shows comes from pipeline.exposure.desk; it writes nothing."""

import marimo

app = marimo.App(width="full", app_title="ICTS Watch", css_file="../alerts/templates/_report/panels.css")


@app.cell
def opened():
    import marimo as mo

    from alerts.wording import count
    from pipeline.exposure.board import DIMENSIONS, Filters
    from pipeline.exposure.desk import Desk, asked, only

    desk = Desk.from_environment()
    return DIMENSIONS, Desk, Filters, asked, count, desk, mo, only


@app.cell
def address(mo):
    params = mo.query_params()
    return (params,)


@app.cell
def setters(Filters, params):
    def choose(name):
        """What a control does with its new value: the filters live in the address."""

        def chosen(value):
            if value:
                params.set(name, str(value))
            elif name in params:
                params.remove(name)

        return chosen

    def go(filters):
        """Replaces all filters."""
        for name in Filters.__dataclass_fields__:
            if name in params:
                params.remove(name)
        for name, value in filters.told.items():
            params.set(name, value)

    return choose, go


@app.cell
def heading(desk, mo):
    _when = f"{desk.read_at:%Y-%m-%d %H:%M} UTC"
    _told = "As the warehouse stood at" if desk.moment else "As of"
    mo.Html(
        f'<div class="panel"><h1>ICTS Watch</h1><p class="soft">{_told} {_when}. Read only. '
        "This is no legal advice: a person decides.</p></div>"
    )
    return


@app.cell
def controls(DIMENSIONS, Filters, asked, choose, desk, go, mo, params):
    _now = asked(params.to_dict())

    def _dropdown(name, options):
        value = getattr(_now, name)
        return mo.ui.dropdown(
            options if not value or value in options else [value, *options],
            value=value or None,
            allow_select_none=True,
            searchable=len(options) > 200,  # a short list is a plain control, which every keyboard and reader knows
            label=name,
            on_change=choose(name),
        )

    _choices = {"level": ["affected", "review"], "decided": ["no", "yes"]}
    _all = {name: desk.options(name) for name in DIMENSIONS} | _choices
    # Controls that a cell holds in a list answer only through the array around them.
    filter_controls = mo.ui.array([_dropdown(name, options) for name, options in _all.items()])
    search_control = mo.ui.text(value=_now.words, label="words", on_change=choose("words"))
    clear_control = mo.ui.button(label="Clear all filters", on_click=lambda _: go(Filters()))
    _ends = {name: value for name, value in (("document", _now.document), ("item", _now.item)) if value}
    _told = " ".join(f"{name} {value}" for name, value in _ends.items())
    mo.vstack(
        [
            mo.hstack([*filter_controls, search_control, clear_control], wrap=True, justify="start"),
            *([mo.md("Only " + _told.replace("_", r"\_"))] if _told else []),
        ]
    )
    return


@app.cell
def findings_table(asked, choose, count, desk, mo, params):
    _filters = asked(params.to_dict())
    _counted = desk.counted(_filters)
    _rows = desk.findings(_filters)
    _label = f"{count(_counted['findings'], 'finding')} on {count(_counted['items'], 'asset')}" + (
        f"; the first {len(_rows)}" if len(_rows) < _counted["findings"] else ""
    )
    _choose = choose("finding")
    findings_control = (
        mo.ui.table(
            _rows,
            selection="single",
            page_size=10,
            show_column_summaries=False,
            show_data_types=False,
            show_download=False,
            hidden_columns=["finding"],
            label=_label,
            on_change=lambda chosen: _choose(chosen[0]["finding"]) if chosen else None,
        )
        if _rows
        else mo.md("No finding is left by these filters.")
    )
    return (findings_control,)


@app.cell
def drill(desk, go, mo, only, params):
    _html, _ends = desk.finding(str(params.get("finding") or ""))
    _links = []
    if _ends is not None:
        asset_control = mo.ui.button(label="All findings on this asset", on_click=lambda _: go(only(_ends, "item")))
        rule_control = mo.ui.button(
            label="All findings of this document", on_click=lambda _: go(only(_ends, "document"))
        )
        _links = [mo.hstack([asset_control, rule_control], justify="start")]
    chosen_finding = mo.vstack([mo.Html(_html), *_links])
    return (chosen_finding,)


@app.cell
def suppositions(desk, mo):
    final_control = mo.ui.dropdown(desk.proposals(), label="taken as final", allow_select_none=True)
    supplier_control = mo.ui.text(label="supplier", placeholder="Heliang Networks")
    country_control = mo.ui.text(label="sits in", placeholder="CN")
    upload_control = mo.ui.file(label="another inventory", filetypes=[".csv", ".xlsx", ".json", ".xml"])
    run_control = mo.ui.run_button(label="What if?")
    supposing = mo.vstack(
        [
            mo.md("Suppose something; nothing of it is kept, and nobody is told."),
            mo.hstack([final_control, supplier_control, country_control], wrap=True, justify="start"),
            upload_control,
            run_control,
        ]
    )
    return country_control, final_control, run_control, supplier_control, supposing, upload_control


@app.cell
def outcome(country_control, desk, final_control, mo, run_control, supplier_control, supposing, upload_control):
    def _run():
        files = upload_control.value
        upload = (files[0].name, files[0].contents) if files else None
        return desk.what_if(final_control.value or "", supplier_control.value, country_control.value, upload)

    what_if_page = mo.vstack([supposing, mo.Html(_run()) if run_control.value else mo.md("")])
    return (what_if_page,)


@app.cell
def page(asked, choose, chosen_finding, desk, findings_control, mo, params, what_if_page):
    _filters = asked(params.to_dict())
    _tabs = {
        "Today": desk.state,
        "Findings": lambda: mo.vstack([findings_control, chosen_finding]),
        "Exposure": lambda: desk.exposure(_filters),
        "Rulemakings": lambda: desk.rulemaking(_filters.rulemaking),
        "Suppliers": desk.suppliers,
        "What if": lambda: what_if_page,
    }
    _tab = str(params.get("tab") or "Today")
    _tab = _tab if _tab in _tabs else "Today"
    _shown = _tabs[_tab]()  # only what is looked at is asked for
    _shown = mo.Html(_shown) if isinstance(_shown, str) else _shown
    mo.ui.tabs({name: _shown if name == _tab else "" for name in _tabs}, value=_tab, on_change=choose("tab"))
    return


if __name__ == "__main__":
    app.run()
