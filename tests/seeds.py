"""A story told for many made-up worlds is one test: setting up a test takes longer than a world."""

from collections.abc import Callable

Told = Callable[[int], None]


def each_seed(count: int) -> Callable[[Told], Callable[[], None]]:
    """Run the test for the seeds below `count`; whichever fails is named."""

    def tell(test: Told) -> Callable[[], None]:
        def of_every_seed() -> None:
            for seed in range(count):
                try:
                    test(seed)
                except Exception as wrong:
                    wrong.add_note(f"seed {seed}")
                    raise

        of_every_seed.__name__, of_every_seed.__doc__ = test.__name__, test.__doc__
        of_every_seed.__module__ = test.__module__
        return of_every_seed

    return tell
