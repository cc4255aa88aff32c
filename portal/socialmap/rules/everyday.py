"""What residents call help that facilities give, beside the synonyms of the consultants' search."""

import csv
from functools import cache, lru_cache
from importlib.resources import files

from portal.search.rules import Synonyms
from portal.search.rules.synonyms import Effect, Pair


@cache
def residents_words() -> tuple[tuple[Pair, Effect], ...]:
    """Pairs of what residents say and what facilities call it.

    And pairs of consultants that end here: to them a buurthuis is dagbesteding, since they search
    no facilities.
    """
    text = files("portal.socialmap").joinpath("synonyms.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(((row["said"], row["meant"]), Effect(row["effect"])) for row in rows)


@lru_cache(maxsize=64)
def everyday(shared: Synonyms) -> Synonyms:
    """The synonyms of a region with the words of residents; made once per region."""
    pairs = dict.fromkeys(shared.pairs)
    for pair, effect in residents_words():
        if effect is Effect.ADDS:
            pairs[pair] = None
        else:
            pairs.pop(pair, None)
    return Synonyms(pairs)
