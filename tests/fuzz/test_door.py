"""Whatever is posted is stored or refused by name, the same by both ways in; and what is stored is applied."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.applying import applied
from tests.fuzz.door import door_alone, random_case, tried

# The same ones each time; `make fuzz` tries others.
SETTINGS = {"deadline": None, "derandomize": True, "database": None}
SEEDS = st.integers(0, 2**32)


@settings(max_examples=400, **SETTINGS)
@given(SEEDS)
def test_whatever_is_posted_is_stored_whole_or_refused_by_name(seed):
    view, body, is_packed, secrets = random_case(random.Random(seed))
    with door_alone() as kept:
        tried(kept, view, body, is_packed=is_packed, secrets=secrets)


@pytest.mark.django_db
@settings(max_examples=15, **SETTINGS)
@given(SEEDS)
def test_whatever_is_stored_is_applied(seed):
    dice = random.Random(seed)
    stored = []
    with door_alone() as kept:
        for _ in range(20):
            view, body, is_packed, secrets = random_case(dice)
            stored += tried(kept, view, body, is_packed=is_packed, secrets=secrets)
    applied(stored)
