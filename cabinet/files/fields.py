"""A question whose answer is files: upload, take off, or use again what one has; no script needed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cabinet.files.models import Attachment
from cabinet.files.rules import FileRule


@dataclass(frozen=True)
class PapersWish:
    """What somebody wants of the papers of one question."""

    uploads: list[File] = field(default_factory=list)
    reuse: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)


class PapersInput(forms.Widget):
    """`name` carries the files, `name-reuse` and `name-remove` keys of attachments."""

    template_name = "cabinet/files/papers_input.html"
    needs_multipart_form = True
    rule = FileRule()
    papers: Iterable[Attachment] = ()
    shelf: Iterable[Attachment] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """By the templates of the house, with its tags."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        shown = {"papers": self.papers, "shelf": self.shelf, "rule": self.rule}
        return {**context, **shown, "is_multiple": self.rule.how_many > 1}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> PapersWish:
        get = getattr(data, "getlist", lambda key: data.get(key, []))
        uploads = files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])
        return PapersWish(list(uploads), get(f"{name}-reuse"), get(f"{name}-remove"))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class PapersField(forms.Field):
    """`papers` are already at this question; `shelf` is what the person may use again."""

    widget = PapersInput

    def __init__(
        self,
        *,
        rule: FileRule | None = None,
        papers: Iterable[Attachment] = (),
        shelf: Iterable[Attachment] = (),
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.rule, self.papers = rule or FileRule(), list(papers)
        self.shelf = [one for one in shelf if one not in self.papers]
        self.widget.rule, self.widget.papers, self.widget.shelf = self.rule, self.papers, self.shelf
        self.help_text = self.help_text or self.rule.in_words

    def clean(self, value: PapersWish) -> PapersWish:
        """Counts only; what is in a file is judged where it is received."""
        there = {str(one.pk) for one in self.papers}
        offered = {str(one.pk) for one in self.shelf}
        wish = PapersWish(
            value.uploads,
            [key for key in dict.fromkeys(value.reuse) if key in offered],
            [key for key in dict.fromkeys(value.remove) if key in there],
        )
        count = len(there) - len(wish.remove) + len(wish.uploads) + len(wish.reuse)
        if self.required and not count:
            raise ValidationError(_("Upload the paper, or choose one that you have."), code="required")
        if count > self.rule.how_many:
            message = _("At most %(count)s files can stand here. Take off those that are not needed.")
            raise ValidationError(message % {"count": self.rule.how_many}, code="too_many")
        return wish
