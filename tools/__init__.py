"""Small programs for those who work on Gadfly. Nothing here is installed with it."""
