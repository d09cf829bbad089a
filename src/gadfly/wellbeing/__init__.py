"""Well-being: own limits, exposures, rests, check-ins, help, and the hard line. Nothing clinical."""
