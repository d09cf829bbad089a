"""Second opinions: which attacks are reviewed, by whom, under which tags, and where they part."""
