"""What we write for Excel opens, and runs nothing."""

import io

import pytest
from openpyxl import load_workbook

from portal.spreadsheets.reading import read_table
from portal.spreadsheets.tables import FileRefused
from portal.spreadsheets.writing import as_csv, as_xlsx

STRANGE = "De\ufffe Lin\x0bde\ud800\uffff"


def test_signs_that_a_sheet_cannot_hold_do_not_stop_a_download() -> None:
    content = as_xlsx("Lijst", ["Naam"], [[STRANGE]])
    workbook = load_workbook(io.BytesIO(content))
    assert [cell.value for cell in next(workbook["Lijst"].iter_rows(min_row=2))] == ["De Linde"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_text_of_ours_runs_as_a_formula(sign: str) -> None:
    text = f"{sign}HYPERLINK(1)"
    workbook = load_workbook(io.BytesIO(as_xlsx("Lijst", ["Naam"], [[text]])))
    cell = workbook["Lijst"]["A2"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert f"'{text}" in as_csv(["Naam"], [[text]]).decode()


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\ufffe", "\uffff"])
def test_a_csv_with_signs_that_are_no_text_is_refused(sign: str) -> None:
    with pytest.raises(FileRefused, match="geen tekst"):
        read_table(f"Naam\r\nDe {sign}Linde".encode())
