"""Questions about balances: now, at a past day, as it was known at a past instant."""
