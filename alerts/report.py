"""The exposure report as one HTML file, nothing fetched; and its panels one by one, for the analyst's page."""

from __future__ import annotations

from alerts.mail import template_environment


def render_report(**facts: object) -> str:
    """The page. Raises jinja2.UndefinedError where the template asks for a fact that is not given."""
    return template_environment().get_template("_report/report.html").render(facts)


def render_panel(name: str, *rows: object, top: int = 12) -> str:
    """One panel, such as "due" or "finding", as it stands in the report; what it is given is its macro's arguments."""
    panels = template_environment().get_template("_report/panels.html").make_module({"top": top})
    return f'<div class="panel">{getattr(panels, name)(*rows)}</div>'
