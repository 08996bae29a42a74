"""Pictures that come from a page without login."""

import base64
import binascii

# First bytes of PNG, JPEG and WebP.
HEADS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")
MOST_BYTES = 2 * 1024 * 1024


def is_drawing(data):
    """Whether base64 text is a picture small enough for a drawn signature."""
    if not isinstance(data, str | bytes) or len(data) > MOST_BYTES * 4 // 3:
        return False
    try:
        raw = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return False
    return raw.startswith(HEADS)
