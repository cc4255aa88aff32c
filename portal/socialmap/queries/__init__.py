"""Reading the social map: facilities, what lies around, and what its keepers still have to do."""
