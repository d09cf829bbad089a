"""Attacks: dialogues by red teamers, turn by turn, with everything that came of them."""
