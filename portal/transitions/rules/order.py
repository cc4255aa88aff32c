"""Who is passed by whom, and the proof that else nobody is."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from portal.waitlists.rules.key import Key


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """An entry as it was: on which list, with which key."""

    entry_id: int
    list_id: int
    key: Key


def passed(ordered: Sequence[Sequence[Source]]) -> list[tuple[int, int]]:
    """Of a list in order, each by what it came from: who is behind whom was behind before.

    Pairs of indexes: who is passed, and by whom. Only a place that came from several can pass.
    """
    merged = [index for index, sources in enumerate(ordered) if len(sources) > 1]
    alone = _alone_by_list(ordered)
    found: set[tuple[int, int]] = set()
    for by in merged:
        for theirs in ordered[by]:
            ahead = alone[theirs.list_id]
            first = bisect_left(ahead, (theirs.key, 0))
            found |= {(index, by) for _, index in ahead[:first] if index > by}
        found |= {(one, by) for one in merged if one > by and _was_ahead(ordered[one], ordered[by])}
    return sorted(found)


def _alone_by_list(ordered: Sequence[Sequence[Source]]) -> dict[int, list[tuple[Key, int]]]:
    """Who came from one place only: by the list where that was, the key there and the index."""
    found: dict[int, list[tuple[Key, int]]] = defaultdict(list)
    for index, sources in enumerate(ordered):
        if len(sources) == 1:
            found[sources[0].list_id].append((sources[0].key, index))
    for one in found.values():
        one.sort()
    return found


def _was_ahead(one: Sequence[Source], other: Sequence[Source]) -> bool:
    return any(
        mine.list_id == theirs.list_id and mine.key < theirs.key for mine in one for theirs in other
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One entry that was transferred: from and to which list, and its key before and after."""

    from_list: int
    to_list: int
    before: Key
    after: Key
    merged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCheck:
    """Of all pairs that went from one list to one other together, how many changed order."""

    pairs: int
    changed: int
    """Without a merge: the rule is that this is none."""
    by_merge: int

    def __str__(self) -> str:
        """In plain Dutch."""
        what = "geen enkel" if not self.changed else f"{self.changed}"
        return f"Van de {self.pairs} paren wisselde {what} van volgorde zonder samenvoeging."


def order_check(moved: Iterable[Moved]) -> OrderCheck:
    """Count in n log n; PROOF counts the same pairs in the database itself."""
    groups: dict[tuple[int, int], list[Moved]] = defaultdict(list)
    for one in moved:
        groups[one.from_list, one.to_list].append(one)
    pairs = sum(len(group) * (len(group) - 1) // 2 for group in groups.values())
    changed = sum(_swapped([one for one in group if not one.merged]) for group in groups.values())
    every = sum(_swapped(group) for group in groups.values())
    return OrderCheck(pairs=pairs, changed=changed, by_merge=every - changed)


def _swapped(group: Sequence[Moved]) -> int:
    """How many pairs stand the other way round afterwards."""
    seen: list[Key] = []
    count = 0
    for one in sorted(group, key=lambda moved: (moved.before, moved.after)):
        count += len(seen) - bisect_right(seen, one.after)
        insort(seen, one.after)
    return count


PROOF: Final = """\
WITH moved AS (
    SELECT t.id, t.outcome, b.offering_id AS was_on, a.offering_id AS is_on,
        b.urgency AS bu, b.registered_on AS bo, b.registered_at AS ba, b.draw AS bd,
        a.urgency AS au, a.registered_on AS ao, a.registered_at AS aa, a.draw AS ad
    FROM transfer t
        JOIN participant p ON p.id = t.participant_id
        JOIN entry b ON b.id = p.entry_id
        JOIN entry a ON a.id = t.entry_id
    WHERE p.transition_id = $1
        AND NOT EXISTS (SELECT 1 FROM transfer_undo u WHERE u.transfer_id = t.id)
), pair AS (
    SELECT (x.bu, x.bo, x.ba, x.bd) < (y.bu, y.bo, y.ba, y.bd) AS before_first,
        (x.au, x.ao, x.aa, x.ad) < (y.au, y.ao, y.aa, y.ad) AS after_first,
        x.outcome = 'merged' OR y.outcome = 'merged' AS merged
    FROM moved x JOIN moved y ON x.was_on = y.was_on AND x.is_on = y.is_on AND x.id < y.id
)
SELECT COUNT(*) AS pairs,
    COUNT(CASE WHEN before_first <> after_first AND NOT merged THEN 1 END) AS changed,
    COUNT(CASE WHEN before_first <> after_first AND merged THEN 1 END) AS by_merge
FROM pair
"""
