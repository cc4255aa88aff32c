"""Reading what people send: every nasty file gets a clear sentence, and memory stays small."""

import io
import subprocess
import sys
import textwrap
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from portal.spreadsheets.reading import content_of, read_table
from portal.spreadsheets.tables import MAX_BYTES, FileRefused, Unreadable
from tests.spreadsheets.files import SHEET, csv_of, sheet_xml, with_part, xlsx_of


def refused(content: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        read_table(content)
    return caught.value.message


def cells(content: bytes) -> list[object]:
    return [cell for row in read_table(content).rows for cell in row.cells]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_survive_every_encoding_that_excel_writes(encoding: str) -> None:
    assert cells(csv_of("Naam", "Café Zoë", encoding=encoding)) == ["Café Zoë"]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_recognised(separator: str) -> None:
    table = read_table(csv_of(f"Naam{separator}Aantal", f'"a;b,c"{separator}3'))
    assert table.header == ["Naam", "Aantal"]
    assert table.rows[0].cells == ["a;b,c", "3"]


def test_the_first_line_may_tell_the_separator() -> None:
    table = read_table(csv_of("sep=|", "Naam|Aantal", "Linde|3"))
    assert (table.header, table.rows[0].line) == (["Naam", "Aantal"], 3)


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    table = read_table(csv_of("Naam;Tekst", 'Linde;"twee\nregels"', "", "Anker;een"))
    assert [row.line for row in table.rows] == [2, 5]


def test_excel_dates_numbers_and_texts_keep_their_kind() -> None:
    content = xlsx_of(["a", "b", "c", "d"], [date(2026, 12, 31), 12.5, "07", True])
    assert cells(content) == [date(2026, 12, 31), 12.5, "07", True]


def test_a_formula_names_its_cell() -> None:
    content = xlsx_of(["a", "b", "c"], [1, 2, 3], [1, 2, 3], [4, 5, "=A2+B2"])
    reason = "cel C4 bevat een formule; zet er de waarde neer"
    assert Unreadable(reason) in cells(content)
    assert Unreadable("cel B2 bevat een formule; zet er de waarde neer") in cells(
        csv_of("a;b", "1;=1+1")
    )


def test_a_text_that_excel_was_told_to_leave_alone_is_no_formula() -> None:
    assert cells(csv_of("a;b;c", '"=""06""";\'+31 229;\'-')) == ["06", "+31 229", "'-"[1:]]


def test_merged_cells_are_named() -> None:
    said = refused(xlsx_of(["a", "b"], [1, 2], [3, 4], merged="A2:A3"))
    assert "samengevoegde cellen: A2:A3" in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leeg"),
        (b"\xef\xbb\xbf \r\n", "leeg"),
        (csv_of(";;;", ";;"), "leeg"),
        (csv_of("Naam;Code"), "alleen een kopregel"),
        (xlsx_of(), "leeg"),
        (xlsx_of(["Naam", "Code"]), "alleen een kopregel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "(.xls)"),
        (b"%PDF-1.7 enzovoort", "PDF"),
        (b"<html><table><tr><td>1</td></tr></table>", "webpagina"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "geen CSV"),
        ("Naam\nZoë".encode("utf-16-le"), "geen CSV"),
        ("Naam\nZoë\n".encode().decode("cp1252").encode(), "regel 2"),
        (csv_of("Naam;Code", '"Linde;01'), "Regel 2"),
        (csv_of("Naam", *["x"] * 20_001), "20.000 regels"),
        (b"x" * (MAX_BYTES + 1), "10 MB"),
    ],
)
def test_what_cannot_be_read_says_what_it_is(content: bytes, words: str) -> None:
    assert words in refused(content)


def zip_of(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def test_other_packed_files_are_recognised() -> None:
    ods = zip_of(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")
    assert "OpenDocument" in refused(ods)
    assert "geen werkblad" in refused(zip_of(readme=b"hallo"))


def test_broken_workbooks_are_refused_in_words() -> None:
    good = xlsx_of(["a"], ["b"])
    assert "beschadigd" in refused(good[: len(good) // 2])
    assert "beschadigd" in refused(with_part(good, SHEET, b"<worksheet><unclosed>"))
    assert "beschadigd" in refused(
        with_part(good, SHEET, sheet_xml('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'))
    )


def test_hostile_xml_is_not_opened() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    good = xlsx_of(["a"], ["b"])
    assert "veiligheid" in refused(with_part(good, SHEET, laughs + sheet_xml("")))
    assert "veiligheid" in refused(with_part(good, "xl/workbook.xml", laughs + b"<workbook/>"))
    endless = sheet_xml('<row r="1">' + '<c r="A1"/>' * 200_000 + "</row>")
    assert "veiligheid" in refused(with_part(good, SHEET, endless))


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    bomb = with_part(xlsx_of(["a"], ["b"]), SHEET, b" " * (65 * 1024 * 1024))
    assert len(bomb) < 1024 * 1024
    assert "uitgepakt te groot" in refused(bomb)


def test_a_directory_that_lies_gives_no_byte_more_than_it_says() -> None:
    big = sheet_xml("<row><c><v>1</v></c></row>" + " " * 30_000_000)
    bomb = bytearray(with_part(xlsx_of(["a"], ["b"]), SHEET, big))
    size = len(big).to_bytes(4, "little")
    at = bomb.rindex(size)
    bomb[at : at + 4] = (1000).to_bytes(4, "little")
    assert "beschadigd" in refused(bytes(bomb))


def test_a_million_empty_rows_cost_little() -> None:
    rows = "".join(
        f'<row r="{line}"><c r="A{line}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for line, text in enumerate(["Naam", "Linde"], start=1)
    )
    empty = "".join(f'<row r="{line}"/>' for line in range(3, 1_000_000))
    started = time.process_time()
    table = read_table(with_part(xlsx_of(["a"], ["b"]), SHEET, sheet_xml(rows + empty)))
    assert [row.cells for row in table.rows] == [["Linde"]]
    assert time.process_time() - started < 20


def test_something_far_below_the_table_is_named() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c r="A900000"><v>1</v></c></row>'
    )
    assert "rij 900000" in refused(with_part(xlsx_of(["a"], ["b"]), SHEET, sheet_xml(rows)))


def test_a_file_of_200_mb_is_never_read_whole(tmp_path: Path) -> None:
    large = tmp_path / "groot.csv"
    with large.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    content = content_of(large)
    assert len(content) == MAX_BYTES + 1
    assert "10 MB" in refused(content)


HOSTILE = textwrap.dedent("""
    import resource, sys
    from pathlib import Path
    from portal.spreadsheets.reading import read_table
    from portal.spreadsheets.tables import FileRefused
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        read_table(Path(sys.argv[1]).read_bytes())
    except FileRefused as error:
        print(error.message, file=sys.stderr)
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
""")


def growth_in_mb(content: bytes, path: Path) -> int:
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", HOSTILE, str(path)], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_memory_stays_bounded_whatever_is_sent(tmp_path: Path) -> None:
    good = xlsx_of(["a"], ["b"])
    empty = "".join(f'<row r="{line}"/>' for line in range(2, 1_000_000))
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    strings = b"<sst>" + b"<si><t>x</t></si>" * 1_400_000 + b"</sst>"
    files = [
        with_part(good, SHEET, sheet_xml(first + empty)),
        with_part(good, SHEET, sheet_xml('<row r="1">' + "<c/>" * 10_000_000 + "</row>")),
        with_part(good, "xl/sharedStrings.xml", strings),
        csv_of("Naam;Code", *["x" * 400 + ";1"] * 20_000),
    ]
    assert max(growth_in_mb(content, tmp_path / "file") for content in files) < 200
