"""Languages that people who give support speak besides Dutch, by code (ISO 639)."""

from typing import Final

LANGUAGES: Final = {
    "ar": "Arabisch",
    "ber": "Berbers",
    "de": "Duits",
    "en": "Engels",
    "es": "Spaans",
    "fa": "Farsi",
    "fr": "Frans",
    "fy": "Fries",
    "dse": "Nederlandse gebarentaal",
    "pap": "Papiaments",
    "pl": "Pools",
    "ti": "Tigrinya",
    "tr": "Turks",
    "uk": "Oekraïens",
}
CODES: Final = {name: code for code, name in LANGUAGES.items()}
