"""From a file to a table, by what the file is and not by how it is called."""

from pathlib import Path
from typing import Final

from portal.spreadsheets.csv_files import read_csv
from portal.spreadsheets.tables import MAX_BYTES, FileRefused, Table
from portal.spreadsheets.xlsx_files import read_xlsx

_SAVE_AS: Final = "Open het in uw rekenprogramma en sla het op als .xlsx of .csv."
_OTHERS: Final = (
    (b"\xd0\xcf\x11\xe0", "Dit is een oud Excel-bestand (.xls) of een beveiligd bestand."),
    (b"%PDF", "Dit is een PDF."),
    (b"{\\rtf", "Dit is een tekstdocument."),
    (b"<", "Dit is een webpagina of XML-bestand."),
)
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_FIRST_BYTES: Final = 4096


def read_table(content: bytes) -> Table:
    """The table in a CSV or XLSX file. Raises FileRefused, with what to do, for all else."""
    if len(content) > MAX_BYTES:
        raise FileRefused("Het bestand is groter dan 10 MB. Verdeel het over meer bestanden.")
    if not content.strip():
        raise FileRefused("Het bestand is leeg.")
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        return _from_zip(content)
    for start, what in _OTHERS:
        if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(start):
            raise FileRefused(f"{what} {_SAVE_AS}")
    return read_csv(content)


def content_of(path: Path) -> bytes:
    """The bytes of a file on this machine; a file above 10 MB is never read whole."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _from_zip(content: bytes) -> Table:
    if b"application/vnd.oasis.opendocument" in content[:_FIRST_BYTES]:
        raise FileRefused(f"Dit is een OpenDocument-bestand (.ods). {_SAVE_AS}")
    if b"xl/" not in content:
        raise FileRefused(f"Dit is een ingepakt bestand en geen werkblad. {_SAVE_AS}")
    return read_xlsx(content)
