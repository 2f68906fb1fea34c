"""`python -m benchmarks.probe account path …`: a session's cookie, and each page's statements and bytes. No timing."""

import json
import sys

import django


def main(account: str, paths: list[str]) -> None:
    django.setup()
    from centre.bench_seed import address

    client = logged_in(address(account))
    pages = {path: _counted(client, path) for path in paths}
    print(json.dumps({"cookie": cookie_of(client), "pages": pages}))


def cookie_of(client) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def logged_in(email: str):
    from allauth.mfa.models import Authenticator
    from django.test import Client

    from centre.models import User

    client, user = Client(headers={"host": "127.0.0.1"}), User.objects.get(email=email)
    Authenticator.objects.get_or_create(user=user, type="webauthn", defaults={"data": {}})
    client.force_login(user, backend="centre.accounts.Backend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session.save()
    return client


def _counted(client, path: str) -> dict:
    """The second request's statements: the first one fills the process's caches."""
    from django.db import connection

    statements = []

    def note(execute, sql, *rest):
        statements.append(sql)
        return execute(sql, *rest)

    client.get(path)
    with connection.execute_wrapper(note):
        answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    return {"statements": len(statements), "bytes": len(answer.content)}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
