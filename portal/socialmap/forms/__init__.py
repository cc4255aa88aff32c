"""Reading what residents and keepers ask and fill in."""
