"""What the campaign found once, and one attempt in each area."""

from pathlib import Path

import pytest

from attack.campaign import AREAS, attempt, failing_seeds
from attack.target import build
from once import Once

ATTEMPTS = sorted(
    {(area, seed) for area, seeds in failing_seeds().items() for seed in seeds}
    | {(area, 1) for area in AREAS}
)


@pytest.fixture(scope="session")
def attacked(once: Once) -> Path:
    return once.built("attacked", build)


@pytest.mark.slow
@pytest.mark.parametrize(("area", "seed"), ATTEMPTS)
def test_an_attack_is_told_of_and_harms_nothing(attacked: Path, area: str, seed: int):
    assert attempt(area, seed, attacked) == ""
