"""Names on public screens."""


def mask(text, title="先生/女士"):
    """The surname and a polite title: 王志强 is 王先生/女士; a firm keeps its first four characters."""
    text = (text or "").strip()
    if not text:
        return ""
    if len(text) > 4:
        return f"{text[:4]}***"
    return f"{text[0]}{title}"
