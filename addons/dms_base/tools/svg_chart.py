"""Charts of reports as inline SVG, drawn without a browser for the printed page."""

from base64 import b64encode
from html import escape

from markupsafe import Markup

COLOURS = ("#2f6f9f", "#d98a29", "#4f9d69", "#a24f7f", "#7a7a7a", "#3fa7a3", "#b5533c", "#8c7fc0")
WIDTH, HEIGHT = 1000, 260
LEFT, RIGHT, TOP, BOTTOM = 62, 12, 34, 34


def nice_top(value):
    """Round number not below a value, for the top of an axis."""
    if value <= 0:
        return 1.0
    size = 10.0 ** (len(str(int(value))) - 1) if value >= 1 else 0.1
    while size > value:
        size /= 10
    return next(
        step * size for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 20) if step * size >= value
    )


def colour(series, index):
    """Colour of a series, its own or the next of the palette."""
    return series.get("color") or COLOURS[index % len(COLOURS)]


def short(value):
    """Number of an axis, short: 12.5万 for large ones is left to readers, so plain with thousands commas."""
    return (
        f"{value:,.0f}"
        if abs(value) >= 10 or value == int(value)
        else f"{value:,.2f}".rstrip("0").rstrip(".")
    )


def draw(chart):
    """SVG of a chart.

    :param chart: {"type": "bar", "line", "stacked" or "pie", "labels": list, "series": [{"label", "values",
        "type": overrides, "axis": "right" for a second scale, "color"}], "title"}
    :return: Markup, empty when there is nothing to draw
    """
    series = [one for one in (chart or {}).get("series", []) if any(one.get("values") or [])]
    if not series:
        return Markup("")
    if chart.get("type") == "pie":
        body = _pie(chart["labels"], series[0]["values"])
    else:
        body = _axes_and_series(chart, series)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" '
        'font-family="Noto Sans CJK SC, WenQuanYi Micro Hei, sans-serif" font-size="13">{body}</svg>'
    ).format(w=WIDTH, h=HEIGHT, body=Markup(body))


def to_data_uri(svg):
    """Source of an image tag: the page's parser would lose the case of SVG attributes."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode() if svg else ""


def _text(x, y, text, anchor="middle", fill="#444"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}">{escape(str(text))}</text>'


def _legend(labels, colours):
    parts, x = [], LEFT
    for label, fill in zip(labels, colours, strict=True):
        parts.append(f'<rect x="{x}" y="8" width="12" height="12" fill="{fill}"/>')
        parts.append(_text(x + 17, 18, label, "start"))
        x += 40 + sum(13 if ord(char) > 255 else 7 for char in str(label))
    return parts


def _scale(series, stacked):
    """Top of the axis of some series."""
    if stacked:
        size = max(len(one["values"]) for one in series)
        return nice_top(
            max(
                sum((one["values"][i] or 0) for one in series if i < len(one["values"]))
                for i in range(size)
            )
        )
    return nice_top(max((value or 0) for one in series for value in one["values"]))


def _axes_and_series(chart, series):
    kinds = [one.get("type") or chart.get("type") or "bar" for one in series]
    right = [one for one in series if one.get("axis") == "right"]
    left = [one for one in series if one.get("axis") != "right"] or series
    stacked = "stacked" in kinds
    top = _scale(left, stacked)
    top_right = _scale(right, False) if right else top
    width = WIDTH - LEFT - (46 if right else RIGHT)
    labels = chart.get("labels") or []
    parts = _legend(
        [one["label"] for one in series], [colour(one, i) for i, one in enumerate(series)]
    )
    parts += _grid(top, top_right if right else None, width)
    step = width / max(len(labels), 1)
    every = max(1, round(len(labels) / max(1, width / 46)))
    for index, label in enumerate(labels):
        if index % every == 0:
            parts.append(_text(LEFT + step * (index + 0.5), HEIGHT - 14, label))
    bars = [i for i, kind in enumerate(kinds) if kind == "bar"]
    base = [0.0] * len(labels)
    for index, one in enumerate(series):
        scale = (HEIGHT - TOP - BOTTOM) / (top_right if one in right else top)
        values = [value or 0 for value in one["values"]][: len(labels)]
        if kinds[index] == "line":
            parts += _line(one["values"][: len(labels)], step, scale, colour(one, index))
        elif kinds[index] == "stacked":
            parts += _bars(values, step, 0, 1, scale, colour(one, index), base)
            base = [low + value for low, value in zip(base, values, strict=False)] + base[
                len(values) :
            ]
        else:
            parts += _bars(values, step, bars.index(index), len(bars), scale, colour(one, index))
    return "".join(parts)


def _grid(top, top_right, width):
    parts, height = [], HEIGHT - TOP - BOTTOM
    for part in range(5):
        y = HEIGHT - BOTTOM - height * part / 4
        parts.append(
            f'<line x1="{LEFT}" y1="{y:.1f}" x2="{LEFT + width}" y2="{y:.1f}" stroke="#d5d5d5"/>'
        )
        parts.append(_text(LEFT - 6, y + 4, short(top * part / 4), "end"))
        if top_right is not None:
            parts.append(_text(LEFT + width + 6, y + 4, short(top_right * part / 4), "start"))
    return parts


def _bars(values, step, position, count, scale, fill, base=None):
    parts, thick = [], step * 0.72 / count
    for index, value in enumerate(values):
        if value <= 0:
            continue
        x = LEFT + step * index + step * 0.14 + thick * position
        y = HEIGHT - BOTTOM - ((base[index] if base else 0) + value) * scale
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{thick:.1f}" height="{value * scale:.1f}" fill="{fill}"/>'
        )
    return parts


def _line(values, step, scale, fill):
    points = [
        (LEFT + step * (index + 0.5), HEIGHT - BOTTOM - value * scale)
        for index, value in enumerate(values)
        if value is not None
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts = [f'<polyline points="{path}" fill="none" stroke="{fill}" stroke-width="2.5"/>']
    return parts + [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{fill}"/>' for x, y in points]


def _pie(labels, values):
    """Shares as one horizontal band: it prints in black and white and needs no arcs."""
    total = sum(value or 0 for value in values) or 1
    parts, x, width = [], LEFT, WIDTH - LEFT - RIGHT
    fills = [COLOURS[index % len(COLOURS)] for index in range(len(labels))]
    for label, value, fill in zip(labels, values, fills, strict=False):
        size = width * (value or 0) / total
        parts.append(
            f'<rect x="{x:.1f}" y="60" width="{size:.1f}" height="70" fill="{fill}" stroke="#fff"/>'
        )
        if size > 44:
            parts.append(_text(x + size / 2, 100, f"{(value or 0) / total:.1%}", fill="#fff"))
            parts.append(_text(x + size / 2, 150, label))
        x += size
    return "".join(_legend(labels, fills) + parts)
