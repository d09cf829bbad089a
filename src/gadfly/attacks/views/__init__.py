"""Pages of attacks, and the paths that red teamers press hard."""
