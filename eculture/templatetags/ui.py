"""The components of the house. /ui/ shows each of them in all its states."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eculture import drawings, ornament
from eculture.icons import icon as draw_icon
from eculture.templatetags import words

register = template.Library()
register.filters.update(words.register.filters)

TONES = {
    "bad": "refused",
    "failed": "refused",
    "info": "work",
    "green": "done",
    "gold": "wait",
    "red": "refused",
}
TONES |= {"turquoise": "work", "garnet": "open", "ink": "closed"}
ALERTS = {
    "info": ("turquoise", "info"),
    "warning": ("gold", "warning"),
    "error": ("red", "warning"),
    "success": ("green", "check"),
    "quiet": ("ink", "info"),
    "private": ("turquoise", "lock"),
    "watch": ("turquoise", "eye"),
    "debug": ("ink", "info"),
}
CARD_TONES = {"": "", "needs": "card--needs", "done": "card--done", "refused": "card--refused"}
CARD_TONES |= {"lift": "card--lift", "hasiye": "card--hasiye", "campaign": "card--campaign"}


def picture(markup: str) -> SafeString:
    """What our own code has drawn from numbers and fixed names."""
    return mark_safe(markup)  # noqa: S308 -- nothing a person has typed comes here


# Signs


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "search" %}`: a line icon of eculture/icons.py, 22 px, silent for screen readers."""
    return picture(draw_icon(name))


@register.simple_tag(name="ornament")
def ornament_tag(name: str, tone: str = "garnet", state: str = "full") -> SafeString:
    """`{% ornament "knot" "green" "core" %}`: knot (full, core, hollow; tone garnet, turquoise, gold,
    green, red,
    indigo, grey), gol (tone gold: ring of the admin), buta, hasiye (a border of full width), glyph (the sign
    of a state, as in its badge)."""
    if name == "knot":
        css = "knot knot--hollow" if state == "hollow" else f"knot knot--{tone}"
        return picture(ornament.knot(state, css))
    if name == "glyph":
        return picture(ornament.glyph(state))
    if name == "gol":
        return picture(ornament.gol(ornament.GOLD if tone == "gold" else ornament.BRAND))
    if name == "buta":
        return picture(ornament.svg(ornament.buta_body(), 100, 144, "buta", crisp=False))
    if name == "hasiye":
        return picture('<div class="hasiye" aria-hidden="true"></div>')
    raise template.TemplateSyntaxError(f"There is no ornament {name!r}.")


@register.simple_tag
def state(word: Any, tone: str = "work") -> SafeString:
    """`{% state case.state_word "wait" %}`: badge of a state: done, work, wait, open, refused, closed."""
    name = TONES.get(tone, tone)
    sign = picture(ornament.glyph(name))
    return format_html('<span class="badge badge--{}">{}<span>{}</span></span>', name, sign, word)


# Blocks with content inside


@register.simple_block_tag
def card(content: str, title: Any = "", tone: str = "", level: int = 2) -> SafeString:
    """`{% card title=_("Contact") tone="done" %}…{% endcard %}`: a sheet with a hairline.
    Tones: lift (the one card that matters), done, refused, needs, hasiye, campaign. No card inside a card."""
    heading = format_html('<h{0} class="card__title">{1}</h{0}>', level, title) if title else ""
    css = CARD_TONES[tone]
    return format_html('<section class="card {}">{}{}</section>', css, heading, content)


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: Any = "", level: int = 2) -> SafeString:
    """`{% alert "warning" title=… %}<p>…</p>{% endalert %}`: info, success, warning, error, quiet,
    private, watch.
    At most one above the content; it names the way out."""
    colour, name = ALERTS[tone]
    heading = format_html('<h{0} class="alert__title">{1}</h{0}>', level, title) if title else ""
    role = picture(' role="alert"') if tone == "error" else ""
    return format_html(
        '<div class="alert alert--{}"{}>{}<div class="alert__body">{}{}</div></div>',
        colour,
        role,
        icon(name),
        heading,
        content,
    )


# Forms


@register.simple_tag
def field(bound: BoundField, source: Any = "", css: str = "") -> SafeString:
    """`{% field form.email %}`: label, hint, control, error. `source` names the register a prefilled value
    is from;
    `css` is added to the control (input--short, input--code)."""
    widget = bound.field.widget
    if widget.is_hidden:
        return picture(str(bound))
    attrs = {"class": " ".join(filter(None, ["ds-input", widget.attrs.get("class"), css]))}
    marks = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    marks += [f"{bound.auto_id}_error"] if bound.errors else []
    if marks:
        attrs["aria-describedby"] = " ".join(marks)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    context = {"field": bound, "source": source, "id": bound.auto_id, "describedby": " ".join(marks)}
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        widget.attrs["class"] = attrs["class"]
        return render_to_string("ui/field_choices.html", context)
    context["control"] = bound.as_widget(attrs=attrs)
    page = "ui/field_tick.html" if isinstance(widget, CheckboxInput) else "ui/field.html"
    return render_to_string(page, context)


@register.inclusion_tag("ui/errors.html")
def errors(form: BaseForm) -> dict[str, Any]:
    """`{% errors form %}`: above a form: what to correct, each line a link to its field; takes the focus."""
    rows = [(form[name], messages) for name, messages in form.errors.items() if name in form.fields]
    return {"rows": rows, "general": form.non_field_errors(), "any": bool(form.errors)}


# Time


def days_until(due: date | datetime | int | None) -> int | None:
    if isinstance(due, datetime):
        due = timezone.localtime(due).date() if timezone.is_aware(due) else due.date()
    return (due - timezone.localdate()).days if isinstance(due, date) else due


@register.simple_tag
def daybox(due: Any) -> SafeString:
    """`{% daybox need.due %}`: days left as a box; a date or a number. Red to 2 days, gold to 7, then
    turquoise."""
    days = days_until(due)
    if days is None:
        return format_html('<span class="daybox daybox--ink">{}</span>', _("no date"))
    if days < 0:
        return format_html('<span class="daybox daybox--red">{}</span>', _("overdue"))
    tone = "red" if days <= 2 else "gold" if days <= 7 else "turquoise"
    if not days:
        return format_html('<span class="daybox daybox--red">{}</span>', _("today"))
    label = ngettext("day left", "days left", days)
    return format_html('<span class="daybox daybox--{}"><b>{}</b> {}</span>', tone, days, label)


@register.inclusion_tag("ui/needs_row.html")
def needs_row(need: Any, primary: bool = False) -> dict[str, Any]:
    """`{% needs_row need primary=forloop.first %}`: a Need (title, text, url, action, due) inside a card
    "needs"."""
    return {"need": need, "primary": primary}


@register.inclusion_tag("ui/steps.html")
def steps(titles: Sequence[Any], current: int = 1) -> dict[str, Any]:
    """`{% steps titles current=3 %}`: knots on a line; a title is a word or a pair (word, url). Past the
    last: done."""
    rows = []
    for place, entry in enumerate(titles, start=1):
        title, url = entry if isinstance(entry, tuple | list) else (entry, "")
        where = "done" if place < current else "now" if place == current else "next"
        rows.append({"title": title, "url": url if where == "done" else "", "state": where, "place": place})
    return {
        "steps": rows,
        "current": min(current, len(rows)),
        "now": rows[min(current, len(rows)) - 1] if rows else None,
    }


@register.inclusion_tag("ui/stages.html")
def stages(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """`{% stages campaign.stages %}`: steps written downwards: title, when, state (done, now, next), note."""
    return {"rows": rows}


@register.inclusion_tag("ui/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """`{% timeline entries %}`: newest first; each has at, title, text and may have tone, url, link,
    big, links (pairs of address and words).
    Tones: garnet legal act, gold foundation or pause, green agreement, turquoise routine."""
    return {"entries": entries}


@register.inclusion_tag("ui/clock.html")
def clock(day: int, total: int, stopped: bool = False, starts: date | None = None) -> dict[str, Any]:
    """`{% clock 6 15 stopped=True starts=case.started_on %}`: working days as knots with a gap at each
    weekend.
    Put it into a card "clock" beside the sentence that says why (`clock__why`)."""
    first = starts.weekday() if starts else 0
    weekends = {place for place in range(1, total) if (first + place) % 5 == 0}
    knots = drawings.clock_knots(day, total, stopped)
    return {
        "day": day,
        "total": total,
        "stopped": stopped,
        "knots": [(picture(knot), place in weekends) for place, knot in enumerate(knots, start=1)],
    }


@register.inclusion_tag("ui/progress.html", takes_context=True)
def progress(
    context: template.Context, job: Any, cancel_url: str = "", result_url: str = ""
) -> dict[str, Any]:
    """`{% progress job cancel_url=… result_url=… %}`: the woven border with its words; the job is a row of
    Job."""
    return {
        "job": job,
        "weave": picture(drawings.weave(job.percent, f"weave-{job.pk}")),
        "cancel_url": cancel_url,
        "result_url": result_url,
        "csrf_token": context.get("csrf_token"),
    }


# Lists and ways


@register.inclusion_tag("ui/empty.html")
def empty(title: Any, text: Any = "", url: str = "", action: Any = "") -> dict[str, Any]:
    """`{% empty _("Nothing is expected of you") text url action %}`: buta, one sentence, one line, one
    link."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], label: Any = "") -> dict[str, Any]:
    """`{% tabs items label %}`: links: title, url, current and may have letter (avatar), tone, count."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page) -> dict[str, Any]:
    """`{% pagination page %}`: pages of a list; the rest of the query string stays."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    query = context["request"].GET.copy()
    rows = []
    for number in numbers:
        is_page = isinstance(number, int)
        if is_page:
            query["page"] = number
        rows.append({"number": number, "url": f"?{query.urlencode()}" if is_page else ""})
    return {"page": page, "rows": rows}


@register.inclusion_tag("ui/facts.html")
def facts(pairs: Iterable[tuple[Any, Any]] | Mapping[Any, Any], css: str = "") -> dict[str, Any]:
    """`{% facts pairs %}`: label and value; css facts--even (numbers right) or facts--stacked. Empty
    values are left out."""
    rows = pairs.items() if isinstance(pairs, Mapping) else pairs
    return {"rows": [(label, value) for label, value in rows if value not in (None, "")], "css": css}


# Numbers as pictures


@register.inclusion_tag("ui/kilim.html")
def kilim(segments: Iterable[tuple[Any, float]], places: int = 0) -> dict[str, Any]:
    """`{% kilim segments %}`: shares (title, value), at most five; names and numbers in text beneath."""
    rows = list(segments)
    bar = picture(drawings.kilim([value for _title, value in rows]))
    return {
        "bar": bar,
        "rows": [(f"k{n % 5 + 1}", title, value) for n, (title, value) in enumerate(rows)],
        "places": places,
    }


@register.simple_tag
def rail(last: Any, before: Any = None, yours: Any = None) -> SafeString:
    """`{% rail 84 81.5 score %}`: the score rail 50–100; print the same numbers as text beneath it."""
    numbers = [None if value in (None, "") else float(value) for value in (last, before, yours)]
    return picture(drawings.rail(*numbers))


@register.simple_tag
def bar(part: float, whole: float, tone: str = "") -> SafeString:
    """`{% bar 12 40 %}`: one bar in a row of `<table class="bars">` that prints the number too."""
    return picture(drawings.bar(float(part), float(whole), tone))


@register.simple_tag
def day_bar(day: int, total: int) -> SafeString:
    """`{% day_bar 6 15 %}`: used time, 8 px; gold from three quarters, red from nine tenths."""
    used = day / total if total else 0
    return picture(drawings.day_bar(day, total, "red" if used >= 0.9 else "gold" if used >= 0.75 else ""))


@register.simple_tag
def sparkline(values: Sequence[float], width: int = 120) -> SafeString:
    """`{% sparkline values %}`: a line, oldest first, beside a number that says the last value."""
    return picture(drawings.sparkline([float(value) for value in values], width))
