"""The only place that knows how national identifiers look."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from stdnum.az import voen
from stdnum.exceptions import ValidationError as StdnumError

from eculture.crypto import keyed_index

FIN_LENGTH = 7
FIN = re.compile(r"[A-NP-Z0-9]{7}")


def normalise_fin(text: str) -> str:
    """Upper case without spaces; Azerbaijani ı and İ are what the keyboard gives for I."""
    return re.sub(r"\s", "", text or "").replace("ı", "I").replace("İ", "I").upper().replace("İ", "I")


def validate_fin(text: str) -> None:
    """Raises ValidationError that says what is wrong with the FIN, without repeating it."""
    fin = normalise_fin(text)
    if len(fin) != FIN_LENGTH:
        message = ngettext(
            "The FIN has 7 characters. You wrote %(count)s.",
            "The FIN has 7 characters. You wrote %(count)s.",
            len(fin),
        )
        raise ValidationError(message % {"count": len(fin)}, code="fin_length")
    if not FIN.fullmatch(fin):
        raise ValidationError(
            _(
                "The FIN has 7 characters: Latin letters and digits, never the letter O. "
                "Look at the identity card."
            ),
            code="fin_characters",
        )


def mask_fin(fin: str) -> str:
    """`5•••••A`: enough to recognise one's own, too little to use."""
    return f"{fin[0]}{'•' * (len(fin) - 2)}{fin[-1]}" if len(fin or "") > 2 else ""


def fin_index(fin: str) -> str:
    return keyed_index(normalise_fin(fin), purpose="fin")


def validate_voen(text: str) -> None:
    """Raises ValidationError for a VÖEN whose form or check digit is wrong."""
    try:
        voen.validate(text)
    except StdnumError as error:
        raise ValidationError(
            _("The VÖEN has 10 digits and a check digit. Compare it with the certificate.")
        ) from error


def clean_voen(value: Any) -> str:
    """The ten digits again after a spreadsheet has eaten a leading zero or added `.0`."""
    return voen.compact(str(value).removesuffix(".0"))
