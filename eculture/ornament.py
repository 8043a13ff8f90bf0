"""Ornament drawn by rule: stepped carpet shapes and the straight leads of a şəbəkə window, as SVG text.

Everything here is pure: numbers and colours in, SVG out. Screens, static pictures and documents share it.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from math import cos, floor, pi, sin

GARNET, ROSE = "#8e2442", "#a93a55"
TURQUOISE, AQUA = "#0f7c82", "#3d9c9c"
GOLD, STRAW = "#d9a945", "#ecc979"
IVORY, INDIGO, WOOD = "#f6ead0", "#2d4a76", "#3a241c"
BRAND = "#7b1e3a"

GOL_ROWS = (5, 7, 9, 11, 11, 11, 11, 11, 9, 7, 5)
CORNER_ROWS = (3, 5, 7, 7, 7, 5, 3)
MODULE = 68.8
STARS = ((GARNET, ROSE, GOLD), (TURQUOISE, AQUA, IVORY), (ROSE, GARNET, STRAW), (INDIGO, TURQUOISE, GOLD))


def number(value: float) -> str:
    """A coordinate without noise: two decimals, no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def stepped(widths: Sequence[int], unit: float, cx: float, cy: float) -> str:
    """Path of rows of the given widths, one unit high, centred: one outline, so no seams between rows."""
    top = cy - len(widths) * unit / 2
    down, up = [], []
    for row, width in enumerate(widths):
        half = width * unit / 2
        down.append(f"H{number(cx + half)}V{number(top + (row + 1) * unit)}")
        up.append(f"H{number(cx - half)}V{number(top + row * unit)}")
    start = f"M{number(cx - widths[0] * unit / 2)} {number(top)}"
    return start + "".join(down) + "".join(reversed(up)) + "Z"


def rhombus(n: int, unit: float, cx: float, cy: float) -> str:
    """Stepped rhombus n: 2n+1 rows of widths 1, 3, … 2n+1 … 3, 1."""
    return stepped([2 * min(row, 2 * n - row) + 1 for row in range(2 * n + 1)], unit, cx, cy)


def polygon(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"


def star(radius: float, cx: float, cy: float) -> str:
    """Eight-pointed star: tips on the axes and diagonals, so that neighbours touch and leave crosses."""
    reach = (radius, radius * 0.7654)
    return polygon(
        (cx + reach[step % 2] * cos(step * pi / 8), cy + reach[step % 2] * sin(step * pi / 8))
        for step in range(16)
    )


def octagon(radius: float, cx: float, cy: float) -> str:
    turns = (pi / 8 + step * pi / 4 for step in range(8))
    return polygon((cx + radius * cos(turn), cy + radius * sin(turn)) for turn in turns)


def diamond(half: float, cx: float, cy: float) -> str:
    return polygon([(cx, cy - half), (cx + half, cy), (cx, cy + half), (cx - half, cy)])


def path(d: str, **attributes: str | float) -> str:
    rest = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<path d="{d}"{rest}/>'


def svg(body: str, width: float, height: float, css: str = "", crisp: bool = True) -> str:
    """An inline picture that says nothing to a screen reader."""
    shape = ' shape-rendering="crispEdges"' if crisp else ""
    named = f' class="{css}"' if css else ""
    w, h = number(width), number(height)
    return (
        f'<svg{named} width="{w}" height="{h}" viewBox="0 0 {w} {h}" aria-hidden="true" focusable="false"'
        f"{shape}>{body}</svg>"
    )


def document(body: str, width: float, height: float) -> str:
    """The same picture as a file of its own."""
    w, h = number(width), number(height)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}">'
    return f"{head}{body}</svg>\n"


def knot_body(state: str = "full", x: float = 10, y: float = 10, core: str = IVORY) -> str:
    """One ilmə: `full`, `core` (ivory heart) or `hollow`; coloured by the CSS `color` around it."""
    outline = rhombus(3, 2.6, x, y)
    if state == "hollow":
        return path(outline, fill="none", stroke="currentColor", stroke_width=1.3)
    heart = path(rhombus(1, 2.6, x, y), fill=core) if state == "core" else ""
    return path(outline, fill="currentColor") + heart


@cache
def knot(state: str = "full", css: str = "knot") -> str:
    return svg(knot_body(state), 20, 20, css)


GLYPHS = {
    "done": rhombus(2, 2, 5, 5),
    "work": rhombus(2, 2, 5, 5) + "M5 2H6V4H8V6H6V8H5Z",
    "wait": rhombus(2, 2, 5, 5) + rhombus(1, 2, 5, 5),
    "open": rhombus(2, 2, 5, 5) + "M4 4H6V6H4Z",
    "refused": "M0 0H2V2H4V4H6V2H8V0H10V2H8V4H6V6H8V8H10V10H8V8H6V6H4V8H2V10H0V8H2V6H4V4H2V2H0Z",
    "closed": "M3 3H7V7H3Z",
}


@cache
def glyph(state: str) -> str:
    """The 10 by 10 stepped sign of a status badge."""
    return svg(path(GLYPHS[state], fill="currentColor", fill_rule="evenodd"), 10, 10, "glyph")


def gol_body(ring: str = BRAND) -> str:
    return "".join(
        [
            path(stepped(GOL_ROWS, 4, 22, 22), fill=ring),
            path(rhombus(4, 4, 22, 22), fill="#fbf3e2"),
            path(rhombus(3, 4, 22, 22), fill=TURQUOISE),
            path(rhombus(1, 4, 22, 22), fill=BRAND),
            path(rhombus(0, 4, 22, 22), fill="#e2b755"),
        ]
    )


@cache
def gol(ring: str = BRAND) -> str:
    """The mark, 44 by 44; the admin wears a gold ring."""
    return svg(gol_body(ring), 44, 44, "gol")


def hasiye_body() -> str:
    """One repeat of the carpet border, 48 by 16."""
    dots = "".join(path(f"M{x} 7H{x + 2}V9H{x}Z", fill=GOLD) for x in (23, 47, -1))
    return "".join(
        [
            path("M0 0H48V16H0Z", fill=BRAND),
            path(rhombus(3, 2, 12, 8), fill=GOLD),
            path(rhombus(2, 2, 12, 8), fill=BRAND),
            path(rhombus(1, 2, 12, 8), fill=IVORY),
            path(rhombus(2, 2, 36, 8), fill="#2b9095"),
            path("M35 7H37V9H35Z", fill=IVORY),
            dots,
            path("M0 0H48V1H0ZM0 15H48V16H0Z", fill="#561127"),
        ]
    )


FRAME = "M14 472V176C14 104 84 62 172 12C260 62 330 104 330 176V472Z"


def window_glass() -> str:
    """Stars, crosses and leads of the window, row by row."""
    parts = []
    for row in range(8):
        for column in range(6):
            x, y = column * MODULE, row * MODULE
            away = floor(abs(x - 172) / MODULE)
            outer, inner, heart = STARS[(away + row) % 4]
            parts.append(path(star(MODULE / 2, x, y), fill=outer, stroke_width=3))
            parts.append(path(octagon(0.29 * MODULE, x, y), fill=inner))
            parts.append(path(star(0.17 * MODULE, x, y), fill=heart))
            x, y = x + MODULE / 2, y + MODULE / 2
            away = round(abs(x - 172) / MODULE)
            fill = GARNET if (away + row) % 2 == 0 else TURQUOISE
            parts.append(path(diamond(0.135 * MODULE, x, y), fill=fill))
    return f'<g stroke="{WOOD}" stroke-width="1.6" stroke-linejoin="miter">{"".join(parts)}</g>'


def window_body() -> str:
    """The şəbəkə window, 344 by 452, open at the foot: it stands on the edge of what is below."""
    wash = (
        '<linearGradient id="wash" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fff"'
        ' stop-opacity=".2"/><stop offset=".55" stop-color="#fff" stop-opacity="0"/>'
        '<stop offset="1" stop-color="#2b1a12" stop-opacity=".1"/></linearGradient>'
    )
    strokes = "".join(
        path(FRAME, fill="none", stroke=colour, stroke_width=width, stroke_linejoin="miter")
        for colour, width in (("#b8892b", 15), (WOOD, 12), (GOLD, 1.6))
    )
    return (
        f'<defs><clipPath id="arch"><path d="{FRAME}"/></clipPath>{wash}</defs>'
        f'<g clip-path="url(#arch)"><path d="M0 0H344V472H0Z" fill="{IVORY}"/>{window_glass()}'
        f'<path d="M0 0H344V472H0Z" fill="url(#wash)"/></g>{strokes}'
    )


def lines_body(module: float, colour: str, opacity: float, width: float = 1) -> str:
    """One repeat of the şəbəkə lines: two crossed squares and the rhombus in the corner of four tiles."""
    centre, side = module / 2, module / 2 * cos(pi / 4)
    low, high = number(centre - side), number(centre + side)
    corners = "".join(diamond(0.155 * module, x, y) for x in (0, module) for y in (0, module))
    d = f"M{low} {low}H{high}V{high}H{low}Z" + diamond(centre, centre, centre) + corners
    return path(d, fill="none", stroke=colour, stroke_opacity=opacity, stroke_width=width)


def buta_body() -> str:
    """The drop of the empty state, 100 by 144."""
    outer = (
        "M72 8C58 4 40 14 34 34C28 54 8 66 8 94C8 120 26 136 50 136C76 136 92 118 92 94C92 70 74 60 "
        "62 50C52 41 54 24 72 8Z"
    )
    inner = "M46 42C40 61 19 70 19 96C19 115 33 125 50 125C67 125 81 115 81 96C81 76 60 66 46 42Z"
    drop = "M48 59C43 72 28 79 28 97C28 110 38 117 50 117C62 117 72 110 72 97C72 82 57 75 48 59Z"
    return "".join(
        [
            path(outer, fill=BRAND),
            path(inner, fill=IVORY),
            path(drop, fill=TURQUOISE),
            path(rhombus(3, 5.2, 50, 96), fill=IVORY),
            path(rhombus(2, 5.2, 50, 96), fill=BRAND),
            path(rhombus(0, 5.2, 50, 96), fill=GOLD),
        ]
    )


A4 = (1123, 794)


def motif(place: int, x: float, y: float) -> str:
    """A bead of the certificate's band: gold and turquoise in turn."""
    gold, turquoise = ((3, GOLD), (2, BRAND), (1, IVORY)), ((2, "#2b9095"), (0, IVORY))
    shapes = turquoise if place % 2 else gold
    return "".join(path(rhombus(n, 3, x, y), fill=fill) for n, fill in shapes)


def corner(x: float, y: float) -> str:
    shapes = ((2, BRAND), (1, GOLD), (0, BRAND))
    eye = path(stepped(CORNER_ROWS, 4, x, y), fill=IVORY)
    return eye + "".join(path(rhombus(n, 4, x, y), fill=fill) for n, fill in shapes)


def frame_line(inset: float, colour: str, width: float) -> str:
    w, h = A4
    return path(
        f"M{inset} {inset}H{w - inset}V{h - inset}H{inset}Z", fill="none", stroke=colour, stroke_width=width
    )


def beads(length: float) -> list[float]:
    """Where the beads stand between two corners: an odd number, about 32 apart, both ends alike."""
    count = round((length - 64) / 32) | 1
    step = (length - 32) / (count + 1)
    return [16 + step * (place + 1) for place in range(count)]


def certificate_body() -> str:
    """The border of an issued document on A4 landscape at 96 dpi: hairline, woven band, gold line."""
    w, h = A4
    near, width, height = 27 + 16, w - 54, h - 54
    band = frame_line(27 + 16, BRAND, 32)
    across = [motif(n, 27 + x, y) for n, x in enumerate(beads(width)) for y in (near, h - near)]
    down = [motif(n, x, 27 + y) for n, y in enumerate(beads(height)) for x in (near, w - near)]
    corners = [corner(x, y) for x in (near, w - near) for y in (near, h - near)]
    return frame_line(22, BRAND, 1) + band + "".join(across + down + corners) + frame_line(66, "#b8892b", 1.5)


def pictures() -> dict[str, str]:
    """The static files of static/img: `manage.py draw` writes them."""
    place = lines_body(42, IVORY, 0.5)
    entrance = lines_body(86, GOLD, 0.2)
    ground = lines_body(66, GOLD, 0.2)
    chevron = path("M5.5 9 12 15.5 18.5 9", fill="none", stroke="#8a7b6b", stroke_width=2)
    crisp = '<g shape-rendering="crispEdges">{}</g>'
    return {
        "gol.svg": document(crisp.format(gol_body()), 44, 44),
        "gol-gold.svg": document(crisp.format(gol_body(GOLD)), 44, 44),
        "hasiye.svg": document(crisp.format(hasiye_body()), 48, 16),
        "window.svg": document(window_body(), 344, 452),
        "place.svg": document(place, 42, 42),
        "entrance.svg": document(entrance, 86, 86),
        "ground.svg": document(ground, 66, 66),
        "certificate.svg": document(certificate_body(), *A4),
        "buta.svg": document(buta_body(), 100, 144),
        "chevron.svg": document(chevron, 24, 24),
    }
