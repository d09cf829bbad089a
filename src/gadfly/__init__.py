"""Gadfly: gather a network of experts to red-team AI systems, and measure whether they got better."""

__version__ = "0.1.0"
