"""Everybody her own sheet: what she may say of herself, and what she may not."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.context import acting_as
from centre.refusals import Refused
from networks.choices import Modality
from networks.models import Interpreter, Therapist
from networks.profiles import actions
from tests.networks.profiles.makers import AT, DAY, interpreter, therapist, typed
from tests.people import browser_of

PROFILE, CHANGE = reverse("networks:my_profile"), reverse("networks:change_my_profile")


def said(answer, field: str | None = None) -> list[str]:
    form = answer.context["form"]
    return list(form.errors.get(field, [])) if field else form.non_field_errors()


def test_a_therapist_says_what_she_offers(people):
    mine = therapist(people.tara)
    browser = browser_of(people.tara)
    sent = typed(
        mine,
        own=True,
        languages_native="français",
        languages_fluent="dari, Kurmandji",
        languages_working="pashto",
        languages_other="",
        departements=["30", "34"],
        communes="nimes, Montpellier",
        publics=["enfants", "familles"],
        approaches=["emdr"],
        capacity="6",
        phone="06 12 34 56 78",
        gender="F",
        listing="membres",
    )
    assert browser.post(CHANGE, sent).status_code == 302
    mine.refresh_from_db()
    assert mine.languages == ["fra", "prs", "kmr", "pus"]
    assert mine.language_levels == {
        "fra": "maternelle",
        "prs": "courante",
        "kmr": "courante",
        "pus": "travail",
    }
    assert (mine.departements, mine.communes, mine.capacity) == (["30", "34"], ["30189", "34172"], 6)
    assert (mine.publics, mine.approaches, mine.listing) == (["enfants", "familles"], ["emdr"], "membres")
    assert (mine.phone, mine.gender, mine.remote) == ("06 12 34 56 78", "F", True)
    page = browser.get(PROFILE).content.decode()
    for words in ("Gard (30), Hérault (34)", "Nîmes (30)", "EMDR", "6 libres sur 6", "Pour les membres"):
        assert words in page


def test_sent_back_untouched_nothing_changes(people):
    for user, mine in ((people.tara, therapist(people.tara)), (people.ines, interpreter(people.ines))):
        mine.language_levels = {"fra": "maternelle"}
        mine.save()
        before = actions.fingerprint(type(mine).objects.get(pk=mine.pk))
        assert browser_of(user).post(CHANGE, typed(mine, own=True)).status_code == 302
        assert actions.fingerprint(type(mine).objects.get(pk=mine.pk)) == before


@pytest.mark.parametrize(
    ("modalities", "remote"),
    [(["presentiel"], False), (["telephone"], True), (["presentiel", "visio"], True), ([], True)],
)
def test_at_a_distance_follows_the_modalities(people, modalities, remote):
    mine = interpreter(people.ines)
    assert (
        browser_of(people.ines).post(CHANGE, typed(mine, own=True, modalities=modalities)).status_code == 302
    )
    mine.refresh_from_db()
    assert (mine.modalities, mine.remote) == (modalities, remote)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(st.sampled_from(Modality.values)), max_size=4))
def test_remote_says_modalities_whatever_the_order_of_changes(people, changes):
    with transaction.atomic():
        mine = interpreter(code="IN-H")
        for chosen in changes:
            seen = actions.fingerprint(Interpreter.objects.get(pk=mine.pk))
            mine = actions.change_profile(mine, modalities=sorted(chosen), seen=seen, by=people.alice, at=AT)
            if chosen:
                assert mine.remote == bool({"telephone", "visio"} & chosen)
        transaction.set_rollback(True)


# ── Bad input ───────────────────────────────────────────────────────────────────────────────────


def test_an_unknown_language_is_told_and_what_was_typed_is_kept(people):
    mine = therapist(people.tara)
    answer = browser_of(people.tara).post(
        CHANGE, typed(mine, own=True, languages_fluent="darri", phone="0612345678")
    )
    assert said(answer, "languages_fluent") == [
        "Langue inconnue\u00a0: «\u00a0darri\u00a0». Vouliez-vous dire «\u00a0dari\u00a0»\u202f?"
    ]
    page = answer.content.decode()
    assert 'value="darri"' in page and 'value="0612345678"' in page
    mine.refresh_from_db()
    assert mine.phone == ""


def test_a_language_has_one_level_and_there_is_one_at_least(people):
    mine = therapist(people.tara)
    twice = browser_of(people.tara).post(
        CHANGE, typed(mine, own=True, languages_native="dari", languages_working="dari", languages_other="")
    )
    assert "Une même langue n’a qu’un niveau" in said(twice, "languages_working")[0]
    none = browser_of(people.tara).post(CHANGE, typed(mine, own=True, languages_other=""))
    assert said(none, "languages_native") == ["Indiquez au moins une langue."]


def test_capacity_is_never_below_the_cares_in_progress(people):
    mine = therapist(people.tara, active_cares=3, capacity=4)
    answer = browser_of(people.tara).post(CHANGE, typed(mine, own=True, capacity="2"))
    assert said(answer, "capacity") == ["3 suivis sont en cours\u00a0: indiquez au moins 3 places."]
    assert 'value="2"' in answer.content.decode()
    assert browser_of(people.tara).post(CHANGE, typed(mine, own=True, capacity="3")).status_code == 302
    assert browser_of(people.tara).post(CHANGE, typed(mine, own=True, capacity=None)).status_code == 302
    mine.refresh_from_db()
    assert mine.capacity is None


@pytest.mark.parametrize("code", ["20", "99", "2A2", "'--"])
def test_a_departement_of_nowhere(people, code):
    mine = interpreter(people.ines)
    answer = browser_of(people.ines).post(CHANGE, typed(mine, own=True, departements=["30", code]))
    assert said(answer, "departements") == ["Choisissez un département de la liste (Corse\u00a0: 2A ou 2B)."]


def test_corsica_is_two_departements_and_stays_shown(people):
    mine = interpreter(people.ines)
    assert (
        browser_of(people.ines).post(CHANGE, typed(mine, own=True, departements=["2A", "30"])).status_code
        == 302
    )
    assert "Corse-du-Sud (2A)" in browser_of(people.ines).get(CHANGE).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("phone", "06 12", "Numéro incomplet"),
        ("capacity", "-1", "supérieure ou égale à 0"),
        ("capacity", "99999", "inférieure ou égale à 200"),
        ("capacity", "douze", "nombre entier"),
        ("communes", "Trifouillis", "Commune inconnue en Occitanie"),
        ("publics", ["martiens"], "Sélectionnez un choix valide"),
        ("listing", "partout", "Sélectionnez un choix valide"),
        ("gender", "Z", "Sélectionnez un choix valide"),
        ("languages_native", "fran\u202eçais", "Caractère non autorisé"),
    ],
)
def test_bad_input_is_told_in_french(people, field, value, message):
    mine = therapist(people.tara)
    answer = browser_of(people.tara).post(CHANGE, typed(mine, own=True, **{field: value}))
    assert answer.status_code == 200 and message in said(answer, field)[0]


# ── Two people, one sheet ───────────────────────────────────────────────────────────────────────


def test_who_saves_over_somebody_elses_change_is_told_first(people):
    mine = therapist(people.tara)
    hers = typed(mine, own=True, capacity="6")
    with acting_as(people.alice):
        seen = actions.fingerprint(mine)
        actions.change_profile(mine, departements=["34"], seen=seen, by=people.alice, at=AT)
    browser = browser_of(people.tara)
    answer = browser.post(CHANGE, hers)
    assert said(answer) == [actions.STALE]
    mine.refresh_from_db()
    assert (mine.capacity, mine.departements) == (4, ["34"])
    again = hers | {"seen": answer.context["form"]["seen"].value()}
    assert browser.post(CHANGE, again).status_code == 302
    mine.refresh_from_db()
    assert mine.capacity == 6


def test_a_bad_field_does_not_hide_that_the_sheet_changed(people):
    mine = therapist(people.tara)
    hers = typed(mine, own=True, phone="06")
    Therapist.objects.filter(pk=mine.pk).update(departements=["34"])
    browser = browser_of(people.tara)
    answer = browser.post(CHANGE, hers)
    corrected = hers | {"seen": answer.context["form"]["seen"].value(), "phone": "0612345678"}
    assert said(browser.post(CHANGE, corrected)) == [actions.STALE]


# ── Hers alone ──────────────────────────────────────────────────────────────────────────────────


def test_titles_and_standing_are_not_hers_to_say(people):
    mine = therapist(people.tara)
    sent = typed(mine, own=True) | {"display_name": "Docteure", "standing": "parti", "status": "liberal"}
    assert browser_of(people.tara).post(CHANGE, sent).status_code == 302
    mine.refresh_from_db()
    assert (mine.display_name, mine.standing, mine.status) == ("Tara Belcourt", "actif", "")
    with acting_as(people.tara), pytest.raises(Refused, match="tenue par la coordination"):
        actions.change_profile(
            mine, profession="psychiatre", seen=actions.fingerprint(mine), by=people.tara, at=AT
        )


@pytest.mark.parametrize(
    "change",
    ["display_name = 'X'", "status = 'liberal'", "profession = 'X'", "code = 'X'", "active = false",
     "joined_on = '2020-01-01'", "user_id = NULL"],
)  # fmt: skip
def test_the_database_keeps_her_titles_and_where_she_stands(people, change):
    therapist(people.tara)
    with acting_as(people.tara):
        with (
            pytest.raises(DatabaseError, match="coordination"),
            transaction.atomic(),
            connection.cursor() as sql,
        ):
            sql.execute(f"UPDATE networks_therapist SET {change} WHERE user_id = %s", [people.tara.pk])
        with connection.cursor() as sql:
            sql.execute(
                "UPDATE networks_therapist SET phone = '0600000000' WHERE user_id = %s", [people.tara.pk]
            )
            assert sql.rowcount == 1


def test_a_sheet_of_somebody_else_is_out_of_reach(people):
    theirs = therapist(people.theo, code="TH-2")
    with acting_as(people.tara):
        with pytest.raises(Refused, match="pas la vôtre"):
            actions.change_profile(
                theirs, phone="0600000000", seen=actions.fingerprint(theirs), by=people.tara, at=AT
            )
        with connection.cursor() as sql:
            sql.execute("UPDATE networks_therapist SET phone = '0600000000'")
            assert sql.rowcount == 0


def test_without_a_sheet_the_page_says_so(people):
    browser = browser_of(people.tara)
    assert "pas encore de fiche" in browser.get(PROFILE).content.decode()
    for name in ("change_my_profile", "my_availability"):
        assert browser.get(reverse(f"networks:{name}")).status_code == 302


def test_somebody_in_both_networks_has_two_sheets(people):
    therapist(people.tara)
    interpreter(people.tara, modalities=["visio"])
    browser = browser_of(people.tara)
    assert "Ma fiche d’interprète" in browser.get(PROFILE).content.decode()
    page = browser.get(PROFILE, {"reseau": "interpretes"}).content.decode()
    assert "En visio" in page and "Ma fiche de thérapeute" in page
    assert "modalities" in browser.get(CHANGE, {"reseau": "interpretes"}).context["form"].fields


def test_somebody_suspended_reads_why_nothing_comes(people):
    therapist(people.tara, standing="suspendu", active=False, standing_since=DAY, standing_reason="Congé")
    page = browser_of(people.tara).get(PROFILE).content.decode()
    assert "Votre participation est suspendue" in page and "2 mars 2026" in page


@pytest.mark.parametrize("name", ["my_profile", "change_my_profile", "my_availability"])
def test_a_volunteer_has_no_profile(people, name):
    assert browser_of(people.victor).get(reverse(f"networks:{name}")).status_code == 404
