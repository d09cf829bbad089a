"""Calling: a cohort is proposed for a campaign, invited, reserved hours, and followed until it closes.

Stands above the ledger, since it needs members, seats, limits, attacks, rates and hours at once.
"""
