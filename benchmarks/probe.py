"""`python -m benchmarks.probe account path …`: a session's cookie, and each page's statements and bytes. No timing."""

import json
import sys

import django


def main(account: str, paths: list[str]) -> None:
    django.setup()
    client = _logged_in(account)
    pages = {path: _counted(client, path) for path in paths}
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    print(json.dumps({"cookie": cookie, "pages": pages}))


def _logged_in(account: str):
    from allauth.mfa.models import Authenticator
    from django.test import Client

    from centre.bench_seed import address
    from centre.models import User

    client, user = Client(headers={"host": "127.0.0.1"}), User.objects.get(email=address(account))
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
