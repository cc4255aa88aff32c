"""The package alone serves the portal: templates, styles, font, scripts and migrations inside."""

import os
import re
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

import portal

pytestmark = [pytest.mark.wheel, pytest.mark.slow]
CHECKOUT = Path(portal.__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the built wheel; the libraries come from the one of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    built = folder / "dist"
    build = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(built)]
    subprocess.run([sys.executable, "-m", "pip", *build, str(CHECKOUT)], check=True, cwd=folder)
    venv.create(folder / "venv", with_pip=False)
    (site,) = (folder / "venv").glob("lib/python*/site-packages")
    (wheel,) = built.glob("*.whl")
    target = ["--no-deps", "--quiet", "--target", str(site), str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", "install", *target], check=True)
    (libraries,) = {path for path in sys.path if path.endswith("site-packages")}
    # By a plain path: the .pth of the editable install over there is not followed.
    (site / "libraries.pth").write_text(libraries + "\n")
    return folder / "venv"


@pytest.fixture(scope="module")
def address(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the installed portal serves, from a folder that holds nothing of the checkout."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    run = [str(installed / "bin" / "python"), "-c", "from portal.cli import main; main()"]
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    known = kept | {"DATABASE_URL": f"sqlite://{elsewhere / 'var' / 'portal.db'}"}
    subprocess.run([*run, "migrate"], check=True, cwd=elsewhere, env=known)
    command = [*run, "run", "--port", str(port)]
    with subprocess.Popen(command, cwd=elsewhere, env=known) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/inloggen/", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(150):
        assert server.poll() is None, "the portal stopped"
        try:
            with urlopen(url):
                return
        except URLError:
            time.sleep(0.2)
    pytest.fail("the portal does not answer")


def test_the_portal_comes_from_the_wheel(installed: Path) -> None:
    ask = "import portal, portal.settings as s; print(portal.__file__, s.ROOT, s.MIGRATIONS)"
    told = subprocess.run(
        [str(installed / "bin" / "python"), "-c", ask],
        check=True,
        capture_output=True,
        text=True,
        cwd=installed,
    ).stdout.split()
    assert told[0].startswith(str(installed))
    assert told[1].startswith(str(installed))
    assert told[2] == "portal.migrations"


def test_the_first_page_has_its_style_font_and_script(address: str) -> None:
    with urlopen(f"{address}/inloggen/") as answer:
        page = answer.read().decode()
    assert "<h1>Inloggen</h1>" in page
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    sheet = next(path for path in files if path.endswith(".css"))
    assert any("vendor/htmx.min" in path for path in files)
    with urlopen(address + sheet) as answer:
        fonts = re.findall(r'url\("?\.\./([^")]+\.woff2)', answer.read().decode())
    assert fonts
    for path in [*files, *(f"/static/{font}" for font in fonts)]:
        with urlopen(address + path) as answer:
            assert answer.status == 200
            assert len(answer.read()) > 1000


def test_a_page_with_the_map_has_what_it_needs(address: str) -> None:
    with urlopen(f"{address}/zoeken/?kaart=ja") as answer:
        page = answer.read().decode()
    files = re.findall(r'(?:href|src)="(/static/(?:vendor/leaflet|map/map)[^"]+)"', page)
    assert sorted(path.rpartition(".")[2] for path in files) == ["css", "css", "js", "js"]
    for path in files:
        with urlopen(address + path) as answer:
            assert answer.status == 200
