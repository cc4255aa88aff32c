"""What the portal asks of computers of others: bounded in time and size, and never of our own."""
