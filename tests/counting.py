"""How many statements a piece of work sends to the database."""

import logging
from collections.abc import Generator
from contextlib import contextmanager

FEED = " FROM change WHERE id"
"""What the feed of changes asks now and then, whoever is counted."""


class Counted(logging.Handler):
    """Hears every statement that Tortoise sends."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.statements: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        statement = record.getMessage()
        if FEED not in statement:
            self.statements.append(statement)


@contextmanager
def counted_queries() -> Generator[Counted]:
    """Count the statements sent meanwhile, on either database."""
    log, heard = logging.getLogger("tortoise.db_client"), Counted()
    before = log.level
    log.addHandler(heard)
    log.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        log.removeHandler(heard)
        log.setLevel(before)
