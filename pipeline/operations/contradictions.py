"""Settings that cannot all be meant, in plain words, with what to do about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from alerts.routing import Channel
from pipeline.answers.deciders import compliance
from pipeline.messages.thresholds import fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.settings import Settings


class Contradiction(NamedTuple):
    """Two settings that cannot both be meant; `holds` says whether they are so."""

    holds: Callable[[Settings], object]
    words: str
    do: str


CONTRADICTIONS = (
    Contradiction(
        lambda s: s.slack_channel and not s.slack_token.get_secret_value(),
        "slack_channel is set, slack_token is not: nothing goes to Slack",
        "set ICTS_WATCH_SLACK_TOKEN",
    ),
    Contradiction(
        lambda s: s.compliance_mail and not s.smtp_host,
        "compliance_mail is set, smtp_host is not: no e-mail is sent",
        "set smtp_host",
    ),
    Contradiction(
        lambda s: (s.slack_token.get_secret_value() or s.smtp_host) and not (s.slack_channel or s.compliance_mail),
        "messages are sent, but neither slack_channel nor compliance_mail says who is told of what nobody owns",
        "set one of the two",
    ),
    Contradiction(
        lambda s: s.operator_slack and not s.slack_token.get_secret_value(),
        "operator_slack is set, slack_token is not: the operator is told nothing on Slack",
        "set ICTS_WATCH_SLACK_TOKEN",
    ),
    Contradiction(
        lambda s: s.operator_mail and not s.smtp_host,
        "operator_mail is set, smtp_host is not: the operator is sent no e-mail",
        "set smtp_host",
    ),
    Contradiction(
        lambda s: bool(s.smtp_user) != bool(s.smtp_password.get_secret_value()),
        "of smtp_user and smtp_password only one is set",
        "set both, or neither",
    ),
    Contradiction(
        lambda s: s.smtp_user and not (s.smtp_starttls or s.smtp_tls),
        "smtp_user is set, smtp_starttls and smtp_tls are off: the password would travel in the clear",
        "set smtp_starttls or smtp_tls",
    ),
    Contradiction(
        lambda s: s.suppliers and not s.inventory,
        "suppliers is set, inventory is not: your register meets the bundled sample",
        "set inventory",
    ),
    Contradiction(
        lambda s: s.catalog and not s.data_path and s.catalog.startswith("postgres"),
        "the catalog is on PostgreSQL, the data in a folder of this machine: no other machine can read it",
        "set data_path to an s3:// address or a shared folder",
    ),
    Contradiction(
        lambda s: s.federal_register_url and s.source not in {"auto", "live"},
        "federal_register_url and source name two places for documents; source holds",
        "leave one of them out",
    ),
    Contradiction(
        lambda s: s.slack_app_token.get_secret_value() and not s.slack_token.get_secret_value(),
        "slack_app_token is set, slack_token is not: there is nothing to answer to",
        "set ICTS_WATCH_SLACK_TOKEN",
    ),
    Contradiction(
        lambda s: s.slack_app_token.get_secret_value() and s.second_approver and len(compliance(s)) < 2,
        "answers are listened to, and compliance names fewer than two people: nobody can approve for the other",
        "name them in compliance, or switch second_approver off",
    ),
    Contradiction(
        lambda s: [channel for channel, rule in s.thresholds.items() if channel not in list(Channel) or fault(rule)],
        "thresholds holds what cannot be read: every alert goes out",
        "see docs/answers.md: level, probability, stages, for slack and email",
    ),
)
