"""What a page asks of the database, counted as in production."""

from django.db import connection

# In a test the request's transaction is a savepoint, where production has BEGIN and COMMIT; then PortalClient
# becomes the portal again: its account, the setting.
_AFTERWARDS = 3


def statements(browser, url: str) -> list[str]:
    """Session, user and actor included: what the second request asks, once the first filled the process's caches."""
    seen = []

    def note(execute, sql, *rest):
        seen.append(sql)
        return execute(sql, *rest)

    browser.get(url)
    with connection.execute_wrapper(note):
        answer = browser.get(url)
    assert answer.status_code == 200
    begin = next(number for number, sql in enumerate(seen) if sql.startswith("SAVEPOINT"))
    assert begin <= 2 and seen[-_AFTERWARDS].startswith(
        "RELEASE"
    )  # after the session and the account, if any
    return seen[:begin] + seen[begin + 1 : -_AFTERWARDS]


def cost(browser, url: str) -> int:
    return len(statements(browser, url))
