"""Fixtures of the kernel's tests."""

import pytest

from amparo import config
from amparo.kernel import clock
from amparo.kernel.vault import keyring


@pytest.fixture
def ring_of_its_own(tmp_path, monkeypatch):
    """A fresh home with fresh keys, which this test may renew, damage or lose; gives its Config."""
    settings = config.Config(home=str(tmp_path))
    monkeypatch.setattr(config, "current", lambda: settings)
    keyring.create(settings, now=clock.now())
    keyring.forget()
    yield settings
    keyring.forget()
