"""The controls of a form, one for each kind of question: what was typed becomes a plain JSON value."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.services.checking import WRONG, fault, is_plain, known_institutions, missing
from cabinet.services.definition import Question
from eculture.templatetags.words import aznumber
from registry.institutions import Institution
from registry.search import clean

FEW, MANY_FOUND, LONGEST_CODE = 7, 8, 16
ISO, WRITTEN = "%Y-%m-%d", "%d.%m.%Y"
YES_NO = [("true", gettext_lazy("Yes")), ("false", gettext_lazy("No"))]
THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
WRONG_SHAPES = ("invalid", "invalid_choice", "invalid_list")
MB = 1024 * 1024
PLACES = 9
NUMBER = re.compile(rf"[+-]?[0-9]{{1,18}}(\.[0-9]{{1,{PLACES}}})?")
ACCEPTED = {"jpg": (".jpg", ".jpeg")}


class Answer:
    """Part of every field here: after reading what was typed, the question says whether it can be taken."""

    def __init__(self, question: Question, **options: Any):
        self.question = question
        words = dict.fromkeys(WRONG_SHAPES, WRONG.get(question.kind)) | {"required": missing(question)}
        super().__init__(
            required=question.is_required,
            label=question.title,
            help_text=question.hint,
            error_messages={code: sentence for code, sentence in words.items() if sentence},
            **options,
        )

    def clean(self, value: Any) -> Any:
        value = self.plain(super().clean(value))
        sentence = fault(self.question, value)
        if sentence:
            raise ValidationError(sentence, code="wrong")
        return value

    def plain(self, value: Any) -> Any:
        return None if value in self.empty_values else value


class TextAnswer(Answer, forms.CharField):
    pass


class NumberAnswer(Answer, forms.CharField):
    """`1 234,5` and `1234.5` are one number; `1,234` is what the reader's language makes of it."""

    def plain(self, value: str) -> int | float | None:
        if not value:
            return None
        text = "".join(value.split())
        in_thousands = _decimal_sign() == "." and THOUSANDS.fullmatch(text)
        text = text.replace(",", "" if in_thousands else ".")
        if not NUMBER.fullmatch(text):
            raise ValidationError(str(WRONG[self.question.kind]), code="wrong")
        return float(text) if "." in text else int(text)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, float):
            return value
        return f"{value:.{PLACES}f}".rstrip("0").rstrip(".").replace(".", _decimal_sign())


class DateAnswer(Answer, forms.DateField):
    def plain(self, value: Any) -> str | None:
        return value.isoformat() if value else None


class ChoiceAnswer(Answer, forms.ChoiceField):
    pass


class SeveralAnswer(Answer, forms.MultipleChoiceField):
    pass


class YesNoAnswer(Answer, forms.TypedChoiceField):
    def prepare_value(self, value: Any) -> Any:
        return str(value).lower() if isinstance(value, bool) else value

    def plain(self, value: str) -> bool | None:
        return {"true": True, "false": False}.get(value)


class TickAnswer(Answer, forms.BooleanField):
    def plain(self, value: bool) -> bool | None:
        return value or None


class InstitutionInput(forms.TextInput):
    """A field to type a code or a name; under it, when several answer to the name, a choice of them."""

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs)
        self.found: list[Institution] = []

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        """What was typed; the choice under it counts while the words above it are the same."""
        typed, chosen = data.get(name), data.get(f"{name}-chosen")
        return chosen if chosen and typed == data.get(f"{name}-for") else typed

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        control = super().render(name, value, attrs, renderer)
        context = {"control": control, "name": name, "typed": value, "found": self.found}
        return render_to_string("cabinet/_institution_input.html", context)


class InstitutionAnswer(Answer, forms.CharField):
    """An institution of the registry, kept as its code."""

    widget = InstitutionInput

    def prepare_value(self, value: Any) -> Any:
        """The code with the name, which reading takes apart again."""
        named = Institution.objects.filter(code=value).first() if _is_code(value) else None
        return f"{named.code} · {named.name}" if named else value

    def plain(self, value: str) -> str | None:
        code = value.split(" · ")[0].strip().upper()
        if not value or known_institutions([(self.question, code)]):
            return code or None
        self.widget.found = found = self._called(value)
        if len(found) == 1:
            return found[0].code
        if found:
            raise ValidationError(_("Several institutions are called like this. Choose one."), code="several")
        raise ValidationError(str(WRONG["institution"]), code="unknown")

    def _called(self, name: str) -> list[Institution]:
        kinds, rows = self.question.institution_kinds, Institution.objects.active().with_labels()
        return list((rows.of_kinds(kinds) if kinds else rows).search(clean(name))[:MANY_FOUND])


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesAnswer(Answer, forms.FileField):
    """New files for a question. How many there are already is known to the case, not to the form."""

    widget = FilesInput

    def __init__(self, question: Question):
        super().__init__(question)
        self.is_needed, self.required = self.required, False
        types = [end for one in question.files["types"] for end in ACCEPTED.get(one, (f".{one}",))]
        self.widget.attrs["accept"] = ",".join(types)
        self.ends = tuple(types)

    def clean(self, value: Any, initial: Any = None) -> list[UploadedFile]:
        files = [forms.FileField.clean(self, one, None) for one in value or [] if one]
        for file in files:
            self._check(file)
        if len(files) > self.question.files["most"]:
            raise ValidationError(_("Files, at most: %(most)s.") % {"most": self.question.files["most"]})
        return files

    def _check(self, file: UploadedFile) -> None:
        size, most = file.size / MB, self.question.files["largest_mb"]
        if size > most:
            sizes = {"size": aznumber(size, 1), "max": most}
            raise ValidationError(
                _("File size: %(size)s MB, at most %(max)s MB. Upload a smaller file.") % sizes
            )
        if not file.name.lower().endswith(self.ends):
            kinds = ", ".join(one.upper() for one in self.question.files["types"])
            raise ValidationError(
                _("“%(file)s” is of another kind. Upload one of these: %(kinds)s.")
                % {"file": file.name, "kinds": kinds}
            )


def _decimal_sign() -> str:
    return aznumber(0.5, 1)[1:2]


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and is_plain(value) and len(value) <= LONGEST_CODE


def _number(question: Question) -> forms.Field:
    mode = "numeric" if question.kind == "integer" else "decimal"
    return NumberAnswer(question, widget=forms.TextInput({"inputmode": mode, "class": "input--short"}))


def _date(question: Question) -> forms.Field:
    day = forms.DateInput({"type": "date", "class": "input--short"}, ISO)
    return DateAnswer(question, widget=day, input_formats=[ISO, WRITTEN])


def _choice(question: Question) -> forms.Field:
    """A few answers are all seen at once; an optional one can be taken back."""
    is_short = len(question.choices) <= FEW
    blank = [] if question.is_required and is_short else [("", "–")]
    widget = forms.RadioSelect if is_short else forms.Select
    return ChoiceAnswer(question, choices=[*blank, *question.choices], widget=widget)


def _several(question: Question) -> forms.Field:
    return SeveralAnswer(question, choices=question.choices, widget=forms.CheckboxSelectMultiple)


def _text(widget: type[forms.Widget], **attrs: Any) -> Callable[[Question], forms.Field]:
    return lambda question: TextAnswer(question, widget=widget(attrs))


CONTROLS: dict[str, Callable[[Question], forms.Field]] = {
    "text": _text(forms.TextInput),
    "long_text": _text(forms.Textarea, rows=6),
    "email": _text(forms.EmailInput, autocomplete="email"),
    "phone": _text(forms.TextInput, type="tel", autocomplete="tel"),
    "integer": _number,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "several": _several,
    "yes_no": lambda question: YesNoAnswer(question, choices=YES_NO, widget=forms.RadioSelect),
    "tick": TickAnswer,
    "institution": InstitutionAnswer,
    "file": FilesAnswer,
}


def field_of(question: Question) -> forms.Field:
    """The control for a question."""
    return CONTROLS[question.kind](question)
