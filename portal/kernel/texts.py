"""Every text for residents passes here, so that a catalogue of another language fits behind it."""


def t(text: str, /, **values: object) -> str:
    """The text in the language of the page, with these values in its places: `{count}`."""
    return text.format(**values) if values else text
