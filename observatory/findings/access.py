"""Which *constats* somebody may read: the coordination all of them, every account the published ones."""

from django.db.models import QuerySet

from observatory.findings.models import Finding


def visible(user) -> QuerySet[Finding]:
    return Finding.objects.all() if user.may("findings") else published()


def published() -> QuerySet[Finding]:
    return Finding.objects.exclude(published_at=None)
