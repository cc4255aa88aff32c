"""The choices of radio buttons and lists."""

from typing import Any

from portal.availability.rules.figures import Status
from portal.web.forms import choice

STATUSES: list[Any] = [choice(status.value, status.label) for status in Status]
