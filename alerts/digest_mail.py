"""The weekly digest as an e-mail, with its chart."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from alerts.exposure_chart import exposure_chart
from alerts.mail import Mail, render_mail

if TYPE_CHECKING:
    from alerts.digest import Digest


def digest_mail(digest: Digest) -> Mail:
    """Subject, text and HTML, and the trend as a picture where there is anything to be seen."""
    images = {digest.chart: base64.b64encode(exposure_chart(digest.trend)).decode()} if digest.exposed else {}
    return render_mail("weekly_digest", images=images, digest=digest)
