"""Asking another computer: it may be slow, broken, huge or sly."""

import gzip
import re

import pytest

from portal.outside.fetching import Declined, Outside, Unreachable, Unusable, is_public
from tests.outside.elsewhere import QUICK, Asked, Told, elsewhere


async def ask(address: str, path: str = "/x") -> object:
    async with Outside(address, allow_private=True, limits=QUICK) as outside:
        return await outside.json(path, {"q": "a b&c"})


async def test_a_question_reaches_its_path_with_its_parameters() -> None:
    async with elsewhere(lambda _: {"a": 1}) as (address, asked):
        assert await ask(f"{address}/base/?key=1", "/x") == {"a": 1}
        assert asked == [Asked(path="/base/x", query={"key": "1", "q": "a b&c"})]


@pytest.mark.parametrize(
    ("told", "error", "words"),
    [
        (Told(status=302, headers={"Location": "http://10.0.0.1/"}), Unusable, "verwijst door"),
        (Told(status=404), Declined, "weigert"),
        (Told(status=503), Unreachable, "geen antwoord"),
        (Told(body=b"{}", after=2), Unreachable, "geen antwoord"),
        (Told(body=b"x" * 60_000), Unusable, "te veel"),
        (Told(body=b"<html>"), Unusable, "geen goede JSON"),
        (Told(body=b"[NaN]"), Unusable, "geen goede JSON"),
        (Told(body=b"\xff\xfe"), Unusable, "geen goede JSON"),
        (Told(body=b"[" * 40_000), Unusable, "geen goede JSON"),
        (
            Told(body=gzip.compress(b" " * 9_000_000), headers={"Content-Encoding": "gzip"}),
            Unusable,
            "ingepakt",
        ),
    ],
)
async def test_what_is_no_good_is_refused_in_plain_words(
    told: Told, error: type[Exception], words: str
) -> None:
    async with elsewhere(lambda _: told) as (address, _):
        with pytest.raises(error, match=words):
            await ask(address)


async def test_who_was_busy_is_asked_again() -> None:
    answers = [Told(status=500), {"good": True}]
    async with elsewhere(lambda _: answers.pop(0)) as (address, asked):
        assert await ask(address) == {"good": True}
        assert len(asked) == 2


async def test_many_answers_together_are_too_much_as_well() -> None:
    async with (
        elsewhere(lambda _: ["x" * 45_000]) as (address, asked),
        Outside(address, allow_private=True, limits=QUICK) as outside,
    ):
        for _ in range(4):
            await outside.json("/x")
        with pytest.raises(Unusable, match="te veel"):
            await outside.json("/x")
        assert len(asked) == 5


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://192.168.1.1/",
        "http://0.0.0.0/",
    ],
)
async def test_an_address_of_our_own_network_is_never_asked(address: str) -> None:
    async with Outside(address, limits=QUICK) as outside:
        with pytest.raises((Unusable, Unreachable), match=r"eigen netwerk|bestaat niet"):
            await outside.json("/x")


@pytest.mark.parametrize(
    "address", ["ftp://x.example/", "file:///etc/passwd", "x", "http://", "http://a:b@x.example/"]
)
def test_what_is_no_address_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(Unusable) as refused:
        Outside(address)
    assert re.match("Geef een webadres|In het webadres|Dit is geen webadres", str(refused.value))


def test_only_addresses_of_the_whole_internet_are_public() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2a00:1450:400e:80d::200e")
    for private in ("10.1.2.3", "::ffff:10.0.0.1", "fe80::1%eth0", "64:ff9b::7f00:1", "224.0.0.1"):
        assert not is_public(private), private
