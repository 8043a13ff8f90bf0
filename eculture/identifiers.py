"""The only place that knows how national identifiers and addresses of people look."""

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
PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
COUNTRY = "+994"
LEGAL = "1"  # the last digit of the VÖEN of a body; that of a natural person is 2
MOBILE = re.compile(r"\+994(10|50|51|55|60|70|77|99)[0-9]{7}")


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


def normalise_passport(text: str) -> str:
    """Letters and digits in upper case: spaces and dashes do not matter."""
    return re.sub(r"[\W_]", "", text or "").upper()


def passport_index(citizenship: str, passport: str) -> str:
    """Two countries may give the same number."""
    return keyed_index(f"{citizenship.upper()}:{normalise_passport(passport)}", purpose="passport")


def validate_voen(text: str) -> None:
    """Raises ValidationError for a VÖEN whose form or check digit is wrong."""
    try:
        voen.validate(text)
    except StdnumError as error:
        raise ValidationError(
            _("The VÖEN has 10 digits and a check digit. Compare it with the certificate.")
        ) from error


def validate_legal_voen(text: str) -> None:
    """The VÖEN of a body; raises ValidationError for that of a natural person too."""
    validate_voen(text)
    if text[-1:] != LEGAL:
        raise ValidationError(_("The VÖEN of an institution ends in 1. Compare it with the certificate."))


def clean_voen(value: Any) -> str:
    """The ten digits again after a spreadsheet has eaten a leading zero or added `.0`."""
    return voen.compact(str(value).removesuffix(".0"))


def normalise_phone(text: str) -> str:
    """A number as E.164, whatever the spacing; without a code of a country it is an Azerbaijani one."""
    number = re.sub(r"[\s().\-–/]", "", text or "")
    if number.startswith("00"):
        number = f"+{number[2:]}"
    if number.startswith(COUNTRY[1:]) and len(number) == len("994501234567"):
        number = f"+{number}"
    return number if number.startswith("+") or not number else COUNTRY + number.removeprefix("0")


def validate_mobile(text: str) -> None:
    """Raises ValidationError unless a short message can reach the number."""
    number = normalise_phone(text)
    if not PHONE.fullmatch(number):
        raise ValidationError(
            _("Write a mobile number, for example 050 123 45 67. Begin foreign numbers with +."), code="phone"
        )
    if number.startswith(COUNTRY) and not MOBILE.fullmatch(number):
        message = _("This is not a mobile number of Azerbaijan. Look at the digits after +994.")
        raise ValidationError(message, code="phone_not_mobile")


def mask_phone(phone: str) -> str:
    """`+994 50 ••• •• 67`; of a foreign number the last two digits."""
    if MOBILE.fullmatch(phone or ""):
        return f"{COUNTRY} {phone[4:6]} ••• •• {phone[-2:]}".replace(" ", "\N{NO-BREAK SPACE}")
    return f"+•••{phone[-2:]}" if phone else ""


def mask_email(email: str) -> str:
    """`a•••@numune.example`."""
    name, _at, domain = (email or "").rpartition("@")
    return f"{name[:1]}•••@{domain}" if name else ""
