"""The house's own rules, read off the code and the database."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.urls import get_resolver
from pghistory.models import Event

from centre.privacy import Privacy
from centre.vault import encrypted_fields

APPS = ["centre", "networks", "referrals", "practice_groups", "observatory"]
FLOOR = {"centre": 0, "networks": 1, "referrals": 2, "practice_groups": 2, "observatory": 3}
ROOT = Path(__file__).resolve().parents[2]
MODELS = [
    model for app in APPS for model in apps.get_app_config(app).get_models() if not issubclass(model, Event)
]
SOURCES = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_says_whether_it_identifies(model):
    assert isinstance(model.privacy, Privacy)
    declared = model.privacy.identifying | model.privacy.kept
    assert declared == {field.name for field in (*model._meta.local_fields, *model._meta.local_many_to_many)}
    assert not model.privacy.identifying & model.privacy.kept


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_history_never_copies_what_identifies(model):
    history = next(
        (
            event
            for event in apps.get_models()
            if issubclass(event, Event) and event.pgh_tracked_model is model
        ),
        None,
    )
    if history is not None:
        copied = {field.name for field in history._meta.local_fields}
        assert not copied & {field.name for field in encrypted_fields(model)}
        assert not copied & model.privacy.identifying


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model):
    here = FLOOR[model._meta.app_label]
    for field in model._meta.local_fields:
        target = field.related_model
        if (
            target is None
            or target._meta.app_label not in FLOOR
            or target._meta.app_label == model._meta.app_label
        ):
            continue
        assert FLOOR[target._meta.app_label] < here, f"{field} points up or sideways"
        assert field.remote_field.hidden, f"{field}: a cross-app key has related_name='+'"


def test_a_history_may_grow_without_breaking_its_seals():
    """A column added tomorrow is NULL in older records, which their digests ignore: so every column may be NULL."""
    own = {"pgh_id", "pgh_created_at", "pgh_label", "actor_id", "id"}
    for event in apps.get_models():
        if issubclass(event, Event) and event.pgh_tracked_model._meta.app_label in APPS:
            held = {field.name for field in event._meta.local_fields if not field.null} - own
            assert not held, f"{event._meta.label}: {held}"
            assert not {f.name for f in event._meta.local_fields if f.has_default()} - own, event._meta.label


# The only tables without row-level security: nothing in them is about somebody cared for (docs/trust.md says the same).
UNSECURED = {
    *("centre_user", "centre_rolegrant", "centre_invitation", "centre_outgoingmail", "centre_seal"),
    *("account_emailaddress", "account_emailconfirmation", "mfa_authenticator", "usersessions_usersession"),
    *("auth_group", "auth_group_permissions", "auth_permission", "django_content_type"),
    *("django_migrations", "django_session", "pghistory_context"),
    *("networks_activity", "networks_activityheads", "networks_activitystructure"),
    *("networks_solicitation", "networks_solicitationanswer", "networks_charter"),
    *("networks_project", "networks_axis", "networks_stafftime", "networks_room", "networks_polldate"),
}


def test_every_other_table_has_row_security_enabled_and_forced(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT (relrowsecurity AND relforcerowsecurity)"
        )
        assert {name for (name,) in cursor.fetchall()} == UNSECURED


def test_the_application_owns_nothing_and_cannot_bypass(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone()[0] == 0


def _urls(patterns, prefix=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inside = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _urls(pattern.url_patterns, inside)
        else:
            yield prefix + (pattern.name or ""), pattern.callback


OURS = [
    (name, view)
    for name, view in _urls(get_resolver().url_patterns)
    if view.__module__.split(".")[0] in APPS and view.__name__ != "closed"  # allauth's doors kept shut
]
OPEN = {
    "home",
    "healthz",
    "accept",
    "choose_language",
    "try_again",  # a signed button that one reader alone may press, whatever her rights
    # Doors of the networks without an account: they show little, and what they write is checked by an action.
    "networks:apply",
    "networks:application",
    "networks:answer_offer",
    "networks:calendar_feed",
    "networks:public_directory",
    "networks:public_structure",
    "networks:verify_structure",
    "networks:answer_poll",
    "networks:unsubscribe",
    "referrals:answer_reorientation",
    # Asking for help without an account: an action checks what it writes. The text of the consent writes nothing.
    "referrals:ask_for_help",
    "referrals:resume_help",
    "referrals:help_status",
    "referrals:consent_text",
    "practice_groups:public_catalogue",
    "practice_groups:public_cycle",
    "practice_groups:public_register",
    "practice_groups:confirm_registration",
    "practice_groups:my_registration",
    "practice_groups:my_registration_calendar",
    # Her own turns behind the same link: shown, and written by a button, in her own name.
    "practice_groups:my_turn",
    "practice_groups:my_wishes",
    "practice_groups:check_attestation",
    # A party signs behind her mailed link, a trainee writes behind hers: the portal checks the link and writes.
    "practice_groups:sign_convention",
    "practice_groups:placement_notebook",
    "practice_groups:notebook_grid",
    "practice_groups:notebook_evaluation",
    "practice_groups:shared_minutes",
    # The observatory's public pages: published editions alone, in their protected form.
    "observatory:public_observatory",
    "observatory:public_year",
    "observatory:public_pdf",
    "observatory:public_file",
    "observatory:public_findings",
    "observatory:open_data",
    "observatory:open_data_index",
}


@pytest.mark.parametrize(("name", "view"), OURS, ids=[name for name, _ in OURS])
def test_every_page_names_its_right_and_its_view(name, view):
    assert name in OPEN or hasattr(view, "right"), "closed by default: @needs(…)"
    assert view.__name__ == name.split(":")[-1]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_fit_in_the_head(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 420
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and path.name == "views.py":
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            assert length <= 15, f"{node.name}: a view translates, calls, translates"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_domain_does_not_read_the_clock(path):
    if path.name == "actions.py":
        text = path.read_text(encoding="utf-8")
        assert "timezone.now(" not in text and "date.today(" not in text


def test_a_page_sends_back_no_number_written_for_reading():
    """« 1 234 » in a link or a hidden field is no id: pages write numbers as French does, ids pass by stringformat."""
    written = re.compile(r'(?:value="|[?&;]\w+=)\{\{ ?[\w.]+\.(?:pk|id|version|year) ?\}\}')
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in (ROOT / "templates").rglob("*.html")
        for match in written.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_the_owner_connection_is_for_migrations_alone():
    for path in SOURCES:
        if (
            path.name not in {"database.py", "settings.py", "migrate.py", "apps.py"}
            and "bench" not in path.name
        ):
            assert 'using="owner"' not in path.read_text(encoding="utf-8")
