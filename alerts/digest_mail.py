"""The weekly digest as an e-mail, with its chart."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from alerts.exposure_chart import exposure_chart
from alerts.mail import Mail, render_mail

if TYPE_CHECKING:
    from alerts.digest import Digest


MAX_HTML = 100_000
"""Bytes; Gmail cuts a page off at 102 kB."""

FEW = (12, 6, 3)
"""Entries of each list that are spelled out before the rest is counted: fewer where what others wrote makes them long."""


def digest_mail(digest: Digest) -> Mail:
    """Subject, text and HTML, and the trend as a picture where there is anything to be seen."""
    images = {digest.chart: base64.b64encode(exposure_chart(digest.trend)).decode()} if digest.exposed else {}
    mails = (render_mail("weekly_digest", images=images, digest=digest, few=few) for few in FEW)
    return next((mail for mail in mails if len(mail.html.encode()) <= MAX_HTML), None) or render_mail(
        "weekly_digest", images=images, digest=digest, few=1
    )
