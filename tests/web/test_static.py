"""Static files come from memory, compressed once, under a name that tells their content."""

import gzip
from collections.abc import Callable

import brotli
import pytest

from portal.web.static import COMPRESSED, AssetMissing, assets, static
from tests.browser_client import Browser


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("identity", None),
        ("", None),
        ("br;q=0, gzip;q=0", None),
        ("brotli", None),
    ],
)
async def test_the_browser_gets_the_smallest_form_it_takes(
    browser: Browser, accepted: str, encoding: str | None
) -> None:
    request = browser.build_request(
        "GET", static("portal.css"), headers={"Accept-Encoding": accepted}
    )
    answer = await browser.send(request, stream=True)
    raw = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == encoding
    assert int(answer.headers["content-length"]) == len(raw)
    assert answer.headers["vary"] == "Accept-Encoding"
    unpack: dict[str | None, Callable[[bytes], bytes]] = {
        "br": brotli.decompress,
        "gzip": gzip.decompress,
        None: bytes,
    }
    assert unpack[encoding](raw) == assets()["css/portal.css"].forms[b""]


async def test_every_file_is_served_under_its_hashed_name_for_ever(browser: Browser) -> None:
    for path, asset in assets().items():
        answer = await browser.get(static(path))
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.content == asset.forms[b""]
        assert answer.headers["content-type"].encode() == asset.media_type


async def test_a_plain_or_outdated_name_is_not_found(browser: Browser) -> None:
    for path in ("/static/css/portal.css", "/static/css/portal.000000000000.css", "/static/"):
        assert (await browser.get(path)).status_code == 404
    assert (await browser.get("/static/../portal/settings.py")).status_code == 404
    assert (await browser.get("/static/%2e%2e/pyproject.toml")).status_code == 404


async def test_files_are_only_read(browser: Browser) -> None:
    head = await browser.head(static("portal.css"))
    assert head.status_code == 200
    assert not head.content
    assert (await browser.post(static("portal.css"))).status_code == 404


async def test_what_the_style_sheet_points_at_exists(browser: Browser) -> None:
    sheet = assets()["css/portal.css"].forms[b""].decode()
    paths = [part.split(")")[0].strip("\"'") for part in sheet.split("url(")[1:]]
    for path in paths:
        if not path.startswith(("data:", "#")):
            assert (await browser.get(f"/static/{path.removeprefix('../')}")).status_code == 200


def test_compressed_forms_are_smaller() -> None:
    for asset in assets().values():
        suffix = asset.name[asset.name.rindex(".") :]
        assert (b"br" in asset.forms) == (suffix in COMPRESSED)
        assert len(asset.forms.get(b"br", b"")) <= len(asset.forms[b""])


def test_a_file_that_was_not_built_stops_the_page() -> None:
    with pytest.raises(AssetMissing):
        static("css/missing.css")
