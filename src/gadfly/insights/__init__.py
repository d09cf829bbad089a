"""What a campaign's attacks show, for who leads it: a report and a map, made by a worker and kept."""
