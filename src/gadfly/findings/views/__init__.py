"""Pages of findings: for whoever writes one, and for leads."""
