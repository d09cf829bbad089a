"""What every area of the site needs once: the one HTTP client, the one renderer, the one writer."""
