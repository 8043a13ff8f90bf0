"""Pictures of numbers: weave, rail, kilim, bars, spark line. Pure; the words beside them are the
templates' part."""

from collections.abc import Sequence

from eculture.ornament import knot, number, path, rhombus

ARROW = (1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0)


def share(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0


def fluid(body: str, height: int, css: str) -> str:
    """A picture as wide as its place; positions inside are in percent, so that steps stay sharp."""
    return (
        f'<svg class="{css}" width="100%" height="{height}" aria-hidden="true" focusable="false"'
        f' shape-rendering="crispEdges">{body}</svg>'
    )


def weave(percent: float, name: str) -> str:
    """The border woven so far; htmx lets the width grow because the id stays."""
    width = number(max(0, min(100, percent)))
    return (
        f'<svg id="{name}" class="weave__done" width="{width}%" height="16" aria-hidden="true"'
        ' focusable="false"></svg>'
    )


def arrow_path(height: int) -> str:
    """The stepped edge of a kilim segment: eleven rows, widths 1 to 5 and back to 0, in steps of 4."""
    step = height / len(ARROW)
    outline = "".join(f"H{width * 4}V{number((row + 1) * step)}" for row, width in enumerate(ARROW))
    return f"M-1 0{outline}H-1Z"


def kilim(values: Sequence[float], height: int = 44) -> str:
    """Shares as one woven bar; drawn from the last to the first so that each arrow lies over its
    neighbour."""
    whole, at, ends = sum(values), 0.0, []
    for value in values:
        at += share(value, whole)
        ends.append(at)
    parts = []
    for place in reversed(range(len(values))):
        css = f"kilim__{place % 5 + 1}"
        parts.append(f'<rect class="{css}" width="{number(ends[place])}%" height="{height}"/>')
        if place < len(values) - 1:
            edge = path(arrow_path(height), **{"class": css})
            parts.append(f'<svg x="{number(ends[place])}%" overflow="visible">{edge}</svg>')
    return fluid("".join(parts), height, "kilim")


def rail(last: float | None, before: float | None = None, yours: float | None = None) -> str:
    """Score rail 50–100: gold from last year's cut-off up, dotted tick the year before, your score a knot."""

    def at(score: float) -> str:
        return f"{number(max(0, min(100, (score - 50) * 2)))}%"

    parts = ['<rect class="rail__track" x="0" y="9" width="100%" height="6" rx="1"/>']
    if last is not None:
        width = number(max(0, min(100, (100 - last) * 2)))
        parts.append(f'<rect class="rail__gold" x="{at(last)}" y="9" width="{width}%" height="6"/>')
    if before is not None:
        parts.append(f'<line class="rail__before" x1="{at(before)}" x2="{at(before)}" y1="5" y2="19"/>')
    if last is not None:
        parts.append(f'<rect class="rail__cut" x="{at(last)}" y="4" width="2" height="16"/>')
    if yours is not None:
        you = path(rhombus(4, 2.4, 0, 12), **{"class": "rail__edge"})
        you += path(rhombus(3, 2.4, 0, 12), **{"class": "rail__you"})
        parts.append(f'<svg x="{at(yours)}" overflow="visible">{you}</svg>')
    return fluid("".join(parts), 24, "rail")


def bar(part: float, whole: float, tone: str = "") -> str:
    """One bar of a bar chart; it stands in a cell of a table that also prints the number."""
    css = f"bars__bar bars__bar--{tone}" if tone else "bars__bar"
    return fluid(f'<rect class="{css}" width="{number(share(part, whole))}%" height="14"/>', 14, "bars__row")


def day_bar(day: int, total: int, tone: str = "") -> str:
    """The 8px bar of the day column of an office: how much of the time is used."""
    css = f"day-bar__done day-bar__done--{tone}" if tone else "day-bar__done"
    done = number(min(100, share(day, total)))
    return (
        '<svg class="day-bar" width="96" height="8" aria-hidden="true" focusable="false"'
        f' shape-rendering="crispEdges"><rect class="day-bar__track" width="100%" height="8"/>'
        f'<rect class="{css}" width="{done}%" height="8"/></svg>'
    )


def sparkline(values: Sequence[float], width: int = 120, height: int = 28) -> str:
    """A line of values, oldest first, with a point on the last."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    spread = (high - low) or 1
    step = (width - 6) / (len(values) - 1)
    points = [
        (3 + place * step, 3 + (height - 6) * (high - value) / spread) for place, value in enumerate(values)
    ]
    line = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    x, y = points[-1]
    return (
        f'<svg class="sparkline" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        ' aria-hidden="true" focusable="false">'
        f'<path d="{line}" fill="none" stroke="currentColor" stroke-width="1.6"/>'
        f'<rect x="{number(x - 2.5)}" y="{number(y - 2.5)}" width="5" height="5" fill="currentColor"/></svg>'
    )


def clock_knots(day: int, total: int, stopped: bool = False) -> list[str]:
    """One knot a working day: past full, today with a heart (gold when the clock stands), to come hollow."""
    knots = []
    for number_of_day in range(1, total + 1):
        if number_of_day < day:
            knots.append(knot("full", "knot knot--turquoise"))
        elif number_of_day == day:
            knots.append(knot("core", "knot knot--gold" if stopped else "knot knot--garnet"))
        else:
            knots.append(knot("hollow", "knot knot--hollow"))
    return knots
