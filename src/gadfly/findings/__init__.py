"""Findings: weaknesses written up from attacks, followed to their mitigation, and tested again."""
