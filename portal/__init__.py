"""The Beschikbaarheidswijzer: one portal for wait times, capacity and waitlists in the Wmo."""
