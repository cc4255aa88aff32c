"""Facts about lots and products."""

from enum import IntEnum, StrEnum


class LotKind(StrEnum):
    """Whether the lot counts for the whole region or per municipality."""

    REGIONAL = "regional"
    LOCAL = "local"

    @property
    def label(self) -> str:
        """The Dutch word."""
        return {"regional": "regionaal", "local": "lokaal"}[self.value]


class Delivered(StrEnum):
    """Where support takes place."""

    HOME = "home"
    LOCATION = "location"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {"home": "thuis", "location": "op locatie"}[self.value]


class Intake(StrEnum):
    """What happens between aanmelding and start."""

    YES = "yes"
    ACQUAINTANCE = "acquaintance"
    NONE = "none"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {"yes": "ja", "acquaintance": "alleen kennismaking", "none": "nee"}[self.value]


class Intensity(IntEnum):
    """How heavy the support is, where the region uses it."""

    LIGHT = 1
    MEDIUM = 2
    HEAVY = 3

    @property
    def label(self) -> str:
        """The Dutch word."""
        return {1: "licht", 2: "midden", 3: "zwaar"}[self.value]


class ManagedPer(StrEnum):
    """Whether a region appoints its contract managers per provider or per lot."""

    PROVIDER = "provider"
    LOT = "lot"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {"provider": "per aanbieder", "lot": "per perceel"}[self.value]
