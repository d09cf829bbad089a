"""Pages of campaigns: for who leads them, and for who takes part."""
