import base64
import stat

from launcher import envfile


def test_secrets_are_drawn_once(tmp_path):
    file = tmp_path / "secrets.env"

    first = envfile.keep(file, envfile.APPLICATION_SECRETS)

    assert envfile.keep(file, envfile.APPLICATION_SECRETS) == first == envfile.read(file)


def test_a_secret_added_later_leaves_the_others_alone(tmp_path):
    file = tmp_path / "secrets.env"
    envfile.write(file, {"SECRET_KEY": "known"})

    assert envfile.keep(file, envfile.APPLICATION_SECRETS)["SECRET_KEY"] == "known"


def test_the_file_is_for_its_owner_alone(tmp_path):
    file = tmp_path / "secrets.env"

    envfile.keep(file, envfile.DATABASE_PASSWORDS)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_vault_keys_have_a_name_and_32_bytes(tmp_path):
    name, key = envfile.APPLICATION_SECRETS["PORTAL_VAULT_KEYS"]().split(":")

    assert name == "k1"
    assert len(base64.b64decode(key)) == 32
