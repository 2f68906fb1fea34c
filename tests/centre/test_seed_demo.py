"""The demonstration is there whole, or not at all: `make demo` may be stopped at any moment of its first start."""

from importlib import import_module

import pytest
from django.core.management import call_command

from centre.demo import has_demo
from centre.management.commands.seed_demo import APPS


class Killed(BaseException):
    pass


def stopped(*, at):
    assert has_demo()
    raise Killed


def test_a_seed_stopped_near_its_end_leaves_nothing_behind(db, monkeypatch):
    for app in APPS:
        monkeypatch.setattr(import_module(f"{app}.demo"), "seed", lambda *, at: None)
    monkeypatch.setattr("networks.pay.demo.finish", lambda *, at: None)
    monkeypatch.setattr("observatory.demo.finish", stopped)

    with pytest.raises(Killed):
        call_command("seed_demo")

    assert not has_demo()
