"""Campaigns: what red teamers are asked to do, on what terms, and against which arms."""
