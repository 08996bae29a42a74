"""Drawings that damage is marked on: their files, sizes, and the printed picture with numbered marks."""

from functools import cache
from html import escape

from odoo.tools import file_open

# Name of the drawing: width and height of its view box.
SIZES = {
    "car_front": (200, 124),
    "car_rear": (200, 124),
    "car_left": (360, 124),
    "car_right": (360, 124),
    "car_top": (360, 148),
}
FOLDER = "dms_base/static/src/checklist/views"
MOST_MARKS = 40
ROW_WIDTH, CAPTION, GAP = 950, 24, 12
INK = "#c62828"


def url(name):
    """Address of a drawing for the screen."""
    return f"/{FOLDER}/{name}.svg"


@cache
def shapes(name):
    """Inside of a drawing's file, without its frame."""
    with file_open(f"{FOLDER}/{name}.svg") as stream:
        text = stream.read()
    return text[text.index(">") + 1 : text.rindex("</svg>")]


def place(value):
    """A coordinate in per cent of the drawing, None when it is none."""
    try:
        number = round(float(value), 1)
    except (TypeError, ValueError):
        return None
    return number if 0 <= number <= 100 else None


def layout(names):
    """Where the drawings stand on paper, in rows of about equal width.

    :return: list of (x, y) in the order given, and the height of all
    """
    spots, x, y, tall = [], 0, 0, 0
    for name in names:
        width, height = SIZES[name]
        if x and x + width > ROW_WIDTH:
            x, y, tall = 0, y + tall + CAPTION + GAP, 0
        spots.append((x, y))
        x, tall = x + width + GAP, max(tall, height)
    return spots, y + tall + CAPTION


def room(names):
    """Share of the width that the last row of drawings leaves free."""
    spots, _height = layout(names)
    return 1 - (spots[-1][0] + SIZES[names[-1]][0]) / ROW_WIDTH


def compose(views):
    """One picture of several drawings with their captions and numbered marks.

    :param views: list of dicts ``name`` (of the drawing), ``caption`` and ``marks``, a list of
        (number, x, y) in per cent
    :return: SVG text
    """
    spots, height = layout([view["name"] for view in views])
    parts = []
    for view, (left, top) in zip(views, spots, strict=True):
        width, tall = SIZES[view["name"]]
        parts.append(f'<g transform="translate({left},{top})">{shapes(view["name"])}')
        parts.append(
            f'<text x="{width / 2:g}" y="{tall + 16}" font-size="16" text-anchor="middle" '
            f'fill="#000">{escape(view["caption"])}</text>'
        )
        for number, x, y in view["marks"]:
            across, down = x * width / 100, y * tall / 100
            parts.append(
                f'<circle cx="{across:.1f}" cy="{down:.1f}" r="11" fill="#fff" stroke="{INK}" '
                f'stroke-width="2"/><text x="{across:.1f}" y="{down + 5:.1f}" font-size="14" '
                f'font-weight="bold" text-anchor="middle" fill="{INK}">{number}</text>'
            )
        parts.append("</g>")
    wide = ROW_WIDTH
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height}" width="{wide}" '
        f'height="{height}" font-family="Noto Sans CJK SC, WenQuanYi Micro Hei, sans-serif">'
        f"{''.join(parts)}</svg>"
    )
