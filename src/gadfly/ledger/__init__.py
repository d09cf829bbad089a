"""Time and pay: what was worked, what it is paid by, statements, and the books they stand in."""
