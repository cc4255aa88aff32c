"""Answers that are remembered, because others ask the same before anything changes."""

from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """What says how many bytes it takes."""

    @property
    def size(self) -> int:
        """In bytes."""
        ...


K = TypeVar("K")
A = TypeVar("A", bound=Sized)


class Kept(Generic[K, A]):
    """Remembers answers as they are sent, so many bytes of them; the oldest go first."""

    def __init__(self, *, most_bytes: int) -> None:
        self._most = most_bytes
        self._size = 0
        self._known: dict[K, A] = {}

    def answer(self, key: K) -> A | None:
        """What was kept under this key."""
        return self._known.get(key)

    def keep(self, key: K, answer: A) -> None:
        """Remember this answer."""
        if key not in self._known:
            self._known[key] = answer
            self._size += answer.size
        while self._size > self._most:
            self._size -= self._known.pop(next(iter(self._known))).size
