"""Why a delivery did not go out, as its caller must tell it apart: never as it stands, or again later.

DeliveryFailed
├── Refused              as it stands it will never go out
│   ├── RecipientRefused     the address or channel does not take it
│   ├── SenderRefused        our credentials or permissions do not do
│   └── MessageRefused       the message itself is too long or malformed
└── TryAgain             nothing is wrong with it; `retry_after` seconds if the service named them
    ├── RateLimited          the service asked to wait
    └── Unreachable          no answer, or one that does not say whether it was taken
"""

from __future__ import annotations


class DeliveryFailed(Exception):
    """A delivery did not go out, or is not known to have; `code` is the service's own word, `detail` explains."""

    def __init__(self, delivery_id: str, code: str, detail: str = "") -> None:
        super().__init__(f"delivery {delivery_id}: {code}" + (f" ({detail})" if detail else ""))
        self.delivery_id, self.code, self.detail = delivery_id, code, detail


class Refused(DeliveryFailed):
    """It will never go out as it stands."""


class RecipientRefused(Refused):
    """The channel or address does not exist, is closed, or does not let us in."""


class SenderRefused(Refused):
    """The service does not accept our credentials or lacks our permission: mend the settings, then send it again."""


class MessageRefused(Refused):
    """The service found the message itself too long or malformed."""


class TryAgain(DeliveryFailed):
    """Later it may go out; `retry_after` are the seconds the service asked for, None where it named none."""

    def __init__(self, delivery_id: str, code: str, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(delivery_id, code, detail)
        self.retry_after = retry_after


class RateLimited(TryAgain):
    """The service asked to wait; the message was not taken."""


class Unreachable(TryAgain):
    """No answer, or one that leaves open whether the message was taken."""
