"""What is asked of the generator."""

from dataclasses import dataclass

BLOCK = 38_961
"""Attacks that are made together: as many as were released. Larger datasets are several studies."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How many attacks, from which seed, and how much of what is planted.

    `skill`, `ease` and `style` are correlations: of an attack's latent score with its author's skill
    and its topic's difficulty, of its latent success with how generously its author rates.
    """

    attacks: int
    seed: int = 0
    matched: bool = True
    skill: float = 0.35
    ease: float = 0.2
    style: float = 0.35
    agreement: float = 0.55
    """How far the self-report follows the score: a correlation, of opposite sign."""

    def __post_init__(self) -> None:
        """Refuse what leaves no room for chance."""
        if self.attacks < 1:
            raise ValueError("Ask for one attack at least.")
        if self.skill**2 + self.ease**2 >= 1 or self.style**2 + self.agreement**2 >= 1:
            raise ValueError("What is planted must explain less than everything.")

    @property
    def sizes(self) -> list[int]:
        """The number of attacks in each block."""
        whole, rest = divmod(self.attacks, BLOCK)
        return [BLOCK] * whole + [rest] * (rest > 0)
