from launcher import environment

LOCK = """\
# by uv
django==5.2.19 \\
    --hash=sha256:aa \\
    # via portal
psycopg[binary]==3.3.9 ; sys_platform == 'linux' \\
    --hash=sha256:bb
"""


def test_pins_read_names_and_versions_alone(tmp_path):
    lock = tmp_path / "demo.txt"
    lock.write_text(LOCK)

    assert environment.pins(lock) == {"django==5.2.19", "psycopg[binary]==3.3.9"}


def test_installing_the_development_lock_satisfies_the_demo():
    satisfied = environment.satisfied_by(environment.LOCKS / "development.txt")

    assert {lock.name for lock in satisfied} >= {"development.txt", "demo.txt", "production.txt"}


def test_installing_the_demo_lock_does_not_satisfy_development():
    satisfied = environment.satisfied_by(environment.LOCKS / "demo.txt")

    assert "development.txt" not in {lock.name for lock in satisfied}
