"""Pages of reviewing: the reviewer's, the lead's, and the discussion where both meet."""
