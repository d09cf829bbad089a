"""Pages of the network: for who applies, scores, signs and runs it."""
