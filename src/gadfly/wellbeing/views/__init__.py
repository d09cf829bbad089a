"""Pages of well-being: the own ones, and those of who cares for others."""
