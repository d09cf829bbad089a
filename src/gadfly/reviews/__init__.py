"""Reviews: second opinions. Not open yet; this area says so."""
