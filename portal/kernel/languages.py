"""Languages that people who give support speak besides Dutch, by code (ISO 639)."""

from typing import Final

from portal.kernel.texts import later

LANGUAGES: Final = {
    "ar": later("Arabisch"),
    "ber": later("Berbers"),
    "de": later("Duits"),
    "en": later("Engels"),
    "es": later("Spaans"),
    "fa": later("Farsi"),
    "fr": later("Frans"),
    "fy": later("Fries"),
    "dse": later("Nederlandse gebarentaal"),
    "pap": later("Papiaments"),
    "pl": later("Pools"),
    "ti": later("Tigrinya"),
    "tr": later("Turks"),
    "uk": later("Oekraïens"),
}
CODES: Final = {name: code for code, name in LANGUAGES.items()}
