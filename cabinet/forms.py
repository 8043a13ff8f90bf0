"""What a visitor gives to check a document: its code, and the file for comparison."""

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Verification code"), help_text=_("It is printed under the QR code."), max_length=40
    )


class ComparisonForm(forms.Form):
    """Reads the file to its end and keeps its hash alone."""

    file = forms.FileField(
        label=_("Your PDF file"),
        help_text=_("At most 12 MB. The file is compared and not kept."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_file(self) -> str:
        file: Any = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
            raise forms.ValidationError(_("The file is larger than 12 MB. No document of the portal is."))
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        return digest.hexdigest()
