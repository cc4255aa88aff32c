"""The rules of availability: pure, with today handed in."""
