"""Facts about contracts."""

from enum import StrEnum

from portal.kernel.texts import later


class SubcontractDecision(StrEnum):
    """What the region said to a request for a subcontractor; no row means not decided yet."""

    AGREED = "agreed"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The Dutch word."""
        return {"agreed": "akkoord", "refused": "geweigerd"}[self.value]


class ContactPurpose(StrEnum):
    """What one calls an access team for."""

    RESIDENTS = "residents"
    CLIENTS = "clients"
    MESSAGES = "messages"
    INVOICES = "invoices"

    @property
    def label(self) -> str:
        """The Dutch word."""
        return {
            "residents": later("inwoners"),
            "clients": later("cliënten en zorg"),
            "messages": later("berichten"),
            "invoices": later("facturen"),
        }[self.value]
