"""Red-team datasets: one record, and the forms it is read from and written to, as streams."""
