"""Everything here speaks to the four services apart."""
import pytest


@pytest.fixture(scope="module")
def server(apart):
    return apart
