"""Real producers, each against a whole Headwater: what a user sees is exactly what it sent (pytest -m producers)."""

from __future__ import annotations

import pytest

from tests.producers.producer import play
from tests.producers.registry import PRODUCERS

pytestmark = pytest.mark.producers


@pytest.mark.parametrize("name", PRODUCERS)
def test_a_user_sees_what_it_sent(name: str) -> None:
    assert play(PRODUCERS[name], print).wrong == []
