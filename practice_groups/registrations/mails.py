"""The mail that proves an address. It says whether the address has an account; the page never does."""

from centre.mail import post


def asked(email: str, *, token: str, language: str, known: bool) -> None:
    post(email, "registration_asked", language=language, token=token, known=known)
