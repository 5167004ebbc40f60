"""What Slack's answers to a call mean for a delivery: refused for good, to be sent again later, or not known."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING, Any

from alerts.failures import MessageRefused, RateLimited, RecipientRefused, Refused, SenderRefused, TryAgain, Unreachable

if TYPE_CHECKING:
    from slack_sdk.errors import SlackApiError

MEANINGS: dict[type[Refused], str] = {
    RecipientRefused: """
        channel_not_found not_in_channel is_archived user_not_found users_not_found user_disabled cannot_dm_bot
        restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel thread_not_found
        messages_tab_disabled
    """,
    SenderRefused: """
        account_inactive invalid_auth not_authed token_revoked token_expired missing_scope no_permission access_denied
        not_allowed_token_type org_login_required ekm_access_denied team_access_not_granted
    """,
    MessageRefused: """
        msg_too_long msg_blocks_too_long invalid_blocks invalid_blocks_format no_text metadata_too_large
        invalid_metadata_format invalid_arguments invalid_json too_many_attachments
        message_not_found cant_update_message edit_window_closed
        expired_trigger_id invalid_trigger_id exchanged_trigger_id view_too_large duplicate_external_id
    """,
}
"""Slack's error codes that stay as they are until a person mends something, by what has to be mended."""

REFUSALS = {code: refused for refused, codes in MEANINGS.items() for code in codes.split()}
NOT_TAKEN = {"ratelimited", "rate_limited", "message_limit_exceeded"}
"""Codes after which the message was certainly not stored, and later may be."""


def failure(delivery_id: str, error: SlackApiError) -> Refused | TryAgain:
    """What Slack's answer means; a word that is in no table, internal_error too, leaves open whether it was stored."""
    answer = error.response
    code = str(answer.get("error") or "")
    detail = "; ".join(str(line) for line in (answer.get("response_metadata") or {}).get("messages", ()))
    if answer.get("needed"):
        detail = f"needs the scope {answer['needed']}"
    if code in REFUSALS:
        return REFUSALS[code](delivery_id, code, detail)
    if answer.status_code == http.client.TOO_MANY_REQUESTS or code in NOT_TAKEN:
        return RateLimited(delivery_id, code, detail, retry_after(answer.headers))
    if answer.status_code != http.client.OK:
        code, detail = f"HTTP {answer.status_code}", code[:200]
    return Unreachable(delivery_id, code[:200], detail)


def retry_after(headers: dict[str, Any]) -> float | None:
    """The seconds that Slack asks to wait, None where it names none; the SDK hands headers over as lists or texts."""
    value = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
    text = str(value[0] if isinstance(value, list) and value else value)
    return float(text) if text.isdigit() else None
