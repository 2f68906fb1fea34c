"""The convention: frozen, taken back while nobody has signed, given up with a reason; each signature of its text."""

import re
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from practice_groups.choices import SignatoryRole
from practice_groups.models import Placement, Signature
from practice_groups.placements.stays import access, wording
from practice_groups.placements.stays.actions import conventions, signatures
from tests.practice_groups.placements import world

pytestmark = pytest.mark.django_db


def reopen(placement, by):
    with acting_as(by):
        return conventions.reopen_convention(placement, version=placement.version, by=by, at=world.NOW)


def cancel(placement, by, *, again=False):
    with acting_as(by):
        return conventions.cancel_placement(
            placement,
            reason="Changement de service",
            again=again,
            version=placement.version,
            by=by,
            at=world.NOW,
        )


def test_the_text_says_the_placement_and_is_frozen(field):
    with acting_as(field.alice):
        placement = world.settled(field.placement, field.alice)
    text = placement.convention_text
    for said in (
        "CADA des Tilleuls",
        "CMP du Canal",
        "Nadège Fournil",
        "Odile Brassac",
        "2 jours",
        "7 heures",
        "8 septembre 2022",
        "8 novembre 2022",
        "Solène Aubrac",
        "Aucune somme n’est versée",
        "responsabilité civile",
        "secret professionnel",
    ):
        assert said in text, said
    assert [part.heading for part in wording.parts(text)][:3] == [
        "Convention de stage croisé",
        "Entre les parties",
        "Article 1 – Objet",
    ]
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic(), acting_as_system():
        Placement.objects.filter(pk=placement.pk).update(convention_text="autre")


def test_each_party_receives_her_own_link_and_nothing_of_what_it_is(field):
    world.settled(field.placement, field.alice)
    with acting_as_system():
        mails = list(OutgoingMail.objects.filter(to__endswith="@signe.example"))
    assert {mail.to for mail in mails} == {f"{role}@signe.example" for role in SignatoryRole.values}
    tokens = {world.mailed_token(mail.to, "signer") for mail in mails}
    assert len(tokens) == 4
    for mail in mails:
        said = re.sub(r"[\w-]{40,}", "", mail.subject + mail.body).lower()  # a token spells anything
        assert "/liens/" in said
        assert not any(word in said for word in ("stage", "cmp", "cada", "convention", "exil"))


def test_without_address_nobody_writes_and_no_link_exists(field):
    parties = world.parties()
    parties["accueil"]["email"] = ""
    with acting_as(field.alice):
        conventions.settle_convention(
            field.placement, signatories=parties, version=1, by=field.alice, at=world.NOW, **world.FACTS
        )
        assert Signature.objects.get(role="accueil").token_hash is None
    with acting_as_system():
        assert OutgoingMail.objects.filter(to__endswith="@signe.example").count() == 3


def test_four_parties_are_asked(field):
    parties = world.parties() | {"employeur": {"name": "", "function": "", "email": ""}}
    with pytest.raises(Refused, match="sa structure"), acting_as(field.alice):
        conventions.settle_convention(
            field.placement, signatories=parties, version=1, by=field.alice, at=world.NOW, **world.FACTS
        )


def test_two_coordinators_settle_and_the_second_is_told(field, people):
    with acting_as(field.alice):
        world.settled(field.placement, field.alice)
    with pytest.raises(Refused, match="a changé"), acting_as(people.chloe):
        conventions.settle_convention(
            field.placement,
            signatories=world.parties(),
            version=1,
            by=people.chloe,
            at=world.NOW,
            **world.FACTS,
        )


def test_taken_back_while_nobody_has_signed(field):
    placement = world.settled(field.placement, field.alice)
    token = world.mailed_token("accueil@signe.example", "signer")
    reopened = reopen(placement, field.alice)
    assert (reopened.state, reopened.convention_text) == ("brouillon", "")
    with pytest.raises(Refused, match="n’est plus valable"), acting_as_system():
        access.signature_of(token)
    again = world.settled(reopened, field.alice)
    assert again.state == "convention_a_signer"
    with acting_as_system():
        assert again.signatures.count() == 4


def test_once_somebody_has_signed_it_is_replaced_never_reopened(field):
    placement = world.settled(field.placement, field.alice)
    with acting_as_system():
        first = placement.signatures.get(role="accueil")
    signatures.sign(world.link(first), name="Odile Brassac", accept=True, at=world.NOW)
    with acting_as_system():
        placement.refresh_from_db()
    with pytest.raises(Refused, match="ne change plus"):
        reopen(placement, field.alice)
    with pytest.raises(DatabaseError, match="somebody has signed"), transaction.atomic(), acting_as_system():
        Placement.objects.filter(pk=placement.pk).update(state="brouillon")
    new = cancel(placement, field.alice, again=True)
    with acting_as_system():
        old = Placement.objects.get(pk=placement.pk)
        kept = old.signatures.get(role="accueil")
        assert (old.state, old.interruption) == ("annulee", "Changement de service")
        assert (kept.name, bytes(kept.text_digest)) == ("Odile Brassac", wording.digest(old.convention_text))
        assert not old.signatures.exclude(token_hash=None).exists()
        assert (new.state, new.wish_id, new.host_id) == ("brouillon", old.wish_id, old.host_id)


def test_signed_by_link_and_on_paper_then_by_all(field):
    placement = world.settled(field.placement, field.alice)
    with acting_as_system():
        asked = {one.role: one for one in placement.signatures.all()}
    later = world.NOW + timedelta(days=2)
    with acting_as(field.alice):
        signatures.sign_on_paper(
            asked["employeur"],
            name="Rémi Castel",
            signed_on=date(2022, 9, 2),
            content=world.PDF,
            by=field.alice,
            at=later,
        )
    for role in ("stagiaire", "accueil", "centre"):
        signatures.sign(world.link(asked[role]), name=f"Qui signe {role}", accept=True, at=later)
    with acting_as_system():
        placement.refresh_from_db()
        kept = {one.role: one for one in placement.signatures.all()}
    assert placement.state == "signee"
    assert kept["employeur"].by == "papier" and kept["employeur"].scan
    assert {bytes(one.text_digest) for one in kept.values()} == {wording.digest(placement.convention_text)}
    assert str(kept["employeur"].signed_at.date()) == "2022-09-02"


@pytest.mark.parametrize("day", [date(2022, 8, 31), date(2022, 9, 4)])
def test_a_paper_is_signed_between_the_text_and_today(field, day):
    placement = world.settled(field.placement, field.alice)
    with acting_as(field.alice), pytest.raises(Refused, match="se situe entre"):
        signatures.sign_on_paper(
            placement.signatures.get(role="centre"),
            name="Alice",
            signed_on=day,
            content=world.PDF,
            by=field.alice,
            at=world.NOW + timedelta(days=2),
        )


def test_a_paper_that_is_no_document_is_refused(field):
    placement = world.settled(field.placement, field.alice)
    with acting_as(field.alice), pytest.raises(Refused, match="PDF"):
        signatures.sign_on_paper(
            placement.signatures.get(role="centre"),
            name="Alice",
            signed_on=date(2022, 9, 1),
            content=b"<svg onload=alert(1)>",
            by=field.alice,
            at=world.NOW,
        )


def test_signing_twice_changes_nothing(field):
    placement = world.settled(field.placement, field.alice)
    with acting_as_system():
        token = world.link(placement.signatures.get(role="accueil"))
    first = signatures.sign(token, name="Odile Brassac", accept=True, at=world.NOW)
    second = signatures.sign(token, name="Quelqu’un d’autre", accept=True, at=world.NOW + timedelta(days=1))
    assert (second.name, second.signed_at) == ("Odile Brassac", first.signed_at)


def test_a_newer_link_stops_the_older(field):
    placement = world.settled(field.placement, field.alice)
    old = world.mailed_token("accueil@signe.example", "signer")
    with acting_as(field.alice):
        signatures.send_again(
            placement.signatures.get(role="accueil"), email="odile@cmp.example", by=field.alice, at=world.NOW
        )
    with pytest.raises(Refused, match="n’est plus valable"):
        signatures.sign(old, name="Odile Brassac", accept=True, at=world.NOW)
    new = world.mailed_token("odile@cmp.example", "signer")
    assert signatures.sign(new, name="Odile Brassac", accept=True, at=world.NOW).signed_at


def test_a_reminder_after_a_week_then_a_week_later(field):
    placement = world.settled(field.placement, field.alice)

    def reminded(days):
        moment = world.NOW + timedelta(days=days)
        with acting_as_system():
            return sum(signatures.remind(one, at=moment) for one in placement.signatures.all())

    assert [reminded(days) for days in (6, 7, 7, 13, 14)] == [0, 4, 0, 0, 4]
    signatures.sign(
        world.mailed_token("accueil@signe.example", "signer"), name="Odile", accept=True, at=world.NOW
    )
    assert reminded(30) == 3


# ── What the database refuses, whoever asks ─────────────────────────────────────────────────────


def raw(statement, *values):
    with transaction.atomic(), acting_as_system(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def test_the_database_knows_the_moves(field):
    pk = str(field.placement.pk)
    with pytest.raises(DatabaseError, match="no such move"):
        raw(
            "UPDATE practice_groups_placement SET state = 'interrompue', convention_at = now(), hours = 1,"
            " interruption = 'x' WHERE id = %s",
            pk,
        )
    with pytest.raises(DatabaseError, match="a text and four parties"):
        raw(
            "UPDATE practice_groups_placement SET state = 'convention_a_signer', convention_at = now()"
            " WHERE id = %s",
            pk,
        )
    with pytest.raises(DatabaseError, match="begins as a draft"), transaction.atomic(), acting_as_system():
        other = world.wish(field.session, field.own, "Basile Orme")
        Placement.objects.create(
            session=field.session,
            wish=other,
            own=field.own,
            host=field.host,
            state="signee",
            convention_at=world.NOW,
        )


def test_the_database_keeps_what_is_signed(field):
    placement = world.signed(field.placement, field.alice)
    pk = str(placement.pk)
    with pytest.raises(DatabaseError, match="stays signed"):
        raw("UPDATE practice_groups_signature SET name = 'Autre' WHERE placement_id = %s", pk)
    with pytest.raises(DatabaseError, match="stays signed"):
        raw("DELETE FROM practice_groups_signature WHERE placement_id = %s", pk)
    with pytest.raises(DatabaseError, match="does not change"):
        raw("UPDATE practice_groups_placement SET convention_text = 'autre' WHERE id = %s", pk)
    with pytest.raises(DatabaseError, match="does not change"):
        raw("UPDATE practice_groups_placement SET host_id = own_id + 1000 WHERE id = %s", pk)


def test_the_database_refuses_the_signature_of_another_text(field):
    placement = world.settled(field.placement, field.alice)
    with pytest.raises(DatabaseError, match="of another text"):
        raw(
            "UPDATE practice_groups_signature SET signed_at = now(), by = 'en_ligne', name = 'X',"
            " text_digest = sha256('autre') WHERE placement_id = %s AND role = 'accueil'",
            str(placement.pk),
        )
    assert not Signature.objects.exclude(signed_at=None).exists()


@pytest.mark.parametrize("table", ["placement", "signature", "placementday", "placementanswers"])
def test_only_the_coordination_writes(field, people, table):
    world.with_days(world.ready(field.placement, field.alice), field.alice, date(2022, 9, 20))
    hostess = world.host_of(field.host, "Honorine")
    with acting_as_system():
        assert Signature.objects.count() == 4
    column = {"placement": "version", "signature": "function", "placementday": "hours"}.get(
        table, "written_at"
    )
    value = {"version": "9", "function": "'x'", "hours": "1", "written_at": "now()"}[column]
    for user in (hostess, people.victor, people.felix, people.ada):
        with acting_as(user), connection.cursor() as cursor:
            cursor.execute(f"UPDATE practice_groups_{table} SET {column} = {value}")
            assert cursor.rowcount == 0
            cursor.execute(f"DELETE FROM practice_groups_{table}")
            assert cursor.rowcount == 0
