"""The kinds of file that a transition begins with."""

from typing import Any, Final

from portal.spreadsheets.kinds import Kind
from portal.transitions.imports.running_care import RUNNING_CARE
from portal.transitions.imports.successions import SUCCESSIONS

KINDS: Final[tuple[Kind[Any], ...]] = (SUCCESSIONS, RUNNING_CARE)
