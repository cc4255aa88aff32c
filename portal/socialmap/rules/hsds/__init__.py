"""The social map as open data: Open Referral HSDS 3.1. Only what the public pages tell."""
