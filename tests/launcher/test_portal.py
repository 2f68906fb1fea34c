import os
import socket
import time

import pytest

from launcher import verbs
from launcher.portal import Portal
from launcher.project import Failure


@pytest.fixture
def portal(tmp_path):
    portal = Portal(tmp_path / "var")
    portal.prepare()
    return portal


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"postgres://portal_app:secret@127.0.0.1:{server.getsockname()[1]}/portal"


def test_only_one_command_owns_the_servers(portal):
    owner = portal.try_to_own()

    assert portal.try_to_own() is None
    os.close(owner)
    assert portal.try_to_own() is not None


def test_becoming_the_owner_clears_what_a_killed_one_left(portal):
    portal.announce({"DATABASE_URL": "postgres://gone"})

    portal.try_to_own()

    assert not portal.running_file.exists()


def test_other_commands_join_servers_that_answer(portal, listening):
    portal.announce({"DATABASE_URL": listening})

    with portal.joined() as running:
        assert running == {"DATABASE_URL": listening}


def test_nobody_joins_servers_that_no_longer_answer(portal):
    portal.announce({"DATABASE_URL": "postgres://portal_app:secret@127.0.0.1:1/portal"})

    with portal.joined() as running:
        assert running == {}


def test_the_owner_leaves_those_who_joined_time_to_end(portal):
    started = time.monotonic()
    with portal.joined(), portal.withdrawn_at_the_end(grace=0.2):
        pass

    assert time.monotonic() - started >= 0.2


def test_clean_refuses_a_folder_it_did_not_make(tmp_path):
    (tmp_path / "memoirs.txt").write_text("precious")
    foreign = Portal(tmp_path)
    foreign.prepare()

    with pytest.raises(Failure, match="rien n'y est effacé"):
        verbs.clean(foreign)

    assert (tmp_path / "memoirs.txt").exists()


def test_clean_refuses_a_portal_that_runs(portal):
    portal.try_to_own()

    with pytest.raises(Failure, match="tourne"):
        verbs.clean(portal)


def test_arguments_are_cut_up_as_a_shell_would(monkeypatch):
    monkeypatch.setenv("ARGS", """import_year "mes données/2020" --mode='exact'""")

    assert verbs.arguments() == ["import_year", "mes données/2020", "--mode=exact"]


def test_arguments_with_a_lost_quote_are_refused_in_french(monkeypatch):
    monkeypatch.setenv("ARGS", "figures '2020")

    with pytest.raises(Failure, match="guillemets"):
        verbs.arguments()
