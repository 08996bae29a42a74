"""The mark of the demo company: a wheel, drawn when the company is made."""

import base64
import io
import math

from PIL import Image, ImageDraw

SIDE, SCALE = 160, 4
BLUE, WHITE = "#1f4e79", "#ffffff"


def wheel():
    """A wheel with five spokes on a transparent ground, as a base64 PNG."""
    side = SIDE * SCALE
    middle = side / 2
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)

    def disc(radius, colour):
        draw.ellipse(
            (middle - radius, middle - radius, middle + radius, middle + radius), fill=colour
        )

    disc(side * 0.48, BLUE)
    disc(side * 0.36, WHITE)
    for spoke in range(5):
        angle = math.radians(90 + 72 * spoke)
        end = (middle + side * 0.37 * math.cos(angle), middle - side * 0.37 * math.sin(angle))
        draw.line((middle, middle, *end), fill=BLUE, width=int(side * 0.09))
    disc(side * 0.13, BLUE)
    disc(side * 0.05, WHITE)
    stream = io.BytesIO()
    image.resize((SIDE, SIDE), Image.LANCZOS).save(stream, "PNG")
    return base64.b64encode(stream.getvalue())
