"""What every door does with a form: one call to an action, and its refusal beside the field."""

import uuid

from django import forms
from django.db import transaction
from django.shortcuts import render
from django.utils import timezone

from centre.middleware import page_before
from centre.refusals import Refused


def carry_out(form, verb, *args, **author):
    """Call `verb(*args, **form.cleaned_data, **author)` if the form is valid.

    Returns what the action returns, or None with the reason in the form: what was typed is kept, nothing is
    written.
    """
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            return verb(*args, **form.cleaned_data, **author)
    except Refused as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, refusal.reason)
        return None


def not_ready(request, task: str, subject):
    """Instead of a document that is still being made, or whose task was stopped: the page that says which."""
    context = {"task": task, "subject": subject, "back": page_before(request)}
    return render(request, "centre/not_ready.html", context, status=409)


def author(request) -> dict:
    """Who acts, and when: the keyword arguments that every action takes."""
    return {"by": request.user, "at": timezone.localtime()}


class OnceForm(forms.Form):
    """A form that may be sent twice and is carried out once: its key travels to the action."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class VersionForm(forms.Form):
    """Carries the version that was read: the action refuses an older one, and says who was first."""

    version = forms.IntegerField(widget=forms.HiddenInput, localize=False, min_value=0, max_value=2**31 - 1)
