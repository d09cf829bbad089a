"""Pages of calling."""
