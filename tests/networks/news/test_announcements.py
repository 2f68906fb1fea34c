"""Announcements: exactly those who are meant, once, with a way out; read again on the portal."""

import pytest
from django.core.signing import Signer
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from centre.mail import send_waiting
from centre.models import OutgoingMail
from centre.refusals import Refused
from networks.models import (
    Announcement,
    AnnouncementLetter,
    AnnouncementRefusal,
    Contact,
    Interpreter,
    Membership,
    Therapist,
)
from networks.news import links
from networks.news.announcements import access, actions
from networks.news.announcements.audience import audience
from networks.news.tasks import write_letters
from tests.networks.agenda.field import NOW, contact, link, mails
from tests.networks.news.field import TYPED, draft, send, sent, structure, there
from tests.networks.news.test_contacts import said


def reached(announcement) -> set[str]:
    found = audience(announcement)
    return {one.email for one in (*found.members, *found.contacts)}


# ── Whom it reaches ─────────────────────────────────────────────────────────────────────────────


def test_members_by_role_and_contacts_who_agreed(people):
    yes = contact("Anne", agreed_on="2026-01-01")
    contact("Béla"), contact("Ciro", agreed_on="2026-01-01", refused_on="2026-02-01")
    there(people.victor, people.tara, people.omar)
    assert reached(draft(people.alice, "benevole", "therapeute")) == {people.victor.email, people.tara.email}
    both = draft(people.alice, "benevole", to_contacts=True)
    assert reached(both) == {people.victor.email, yes.email}
    assert (audience(both).refused, audience(both).unasked) == (1, 1)


def test_a_contact_who_is_a_member_receives_one(people):
    contact("Victor", email=people.victor.email.upper(), agreed_on="2026-01-01")
    found = audience(draft(people.alice, "benevole", to_contacts=True))
    assert (found.count, found.twice, found.members, found.contacts) == (1, 1, [people.victor], [])


def test_an_address_that_refused_never_receives_whichever_way(people):
    contact("Victor", email=people.victor.email, refused_on="2026-01-01")
    contact("Tara", email=people.tara.email, agreed_on="2026-01-01")
    with acting_as(people.tara):
        AnnouncementRefusal.objects.create(user=people.tara, since="2026-01-01")
    assert reached(draft(people.alice, "benevole", "therapeute", to_contacts=True)) == set()


def test_closed_accounts_and_past_roles_receive_nothing(people):
    people.victor.is_active = False
    people.victor.save()
    people.tara.grants.update(until="2021-01-01")
    people.theo.ends_on = "2021-01-01"
    people.theo.save()
    assert reached(draft(people.alice, "benevole", "therapeute")) == set()


def test_departements_are_where_people_work(people):
    gard, aude = structure("CADA", "30"), structure("PASS", "11")
    Membership.objects.create(user=people.omar, structure=gard)
    Membership.objects.create(user=people.olga, structure=gard, until="2021-01-01")
    Membership.objects.create(user=people.victor, structure=aude)
    Therapist.objects.create(code="T1", user=people.tara, departements=["30", "34"])
    Therapist.objects.create(code="T2", user=people.theo, departements=[])  # the whole region
    Interpreter.objects.create(code="I1", user=people.ines, departements=[])
    near = contact("Anne", agreed_on="2026-01-01", structure=gard)
    contact("Béla", agreed_on="2026-01-01", structure=gard, departement="34")
    roles = ["orienteur", "therapeute", "interprete", "benevole"]
    found = draft(people.alice, *roles, departements=["30"], to_contacts=True)
    assert reached(found) == {people.omar.email, people.tara.email, people.theo.email, near.email}


# ── Sending ─────────────────────────────────────────────────────────────────────────────────────


def test_from_the_draft_to_the_mail_of_each(people, browser_of):
    alice, victor = browser_of(people.alice), people.victor
    one = contact("Anne", agreed_on="2026-01-01")
    typed = {**TYPED, "roles": ["benevole"], "to_contacts": "on"}
    page = alice.post(reverse("networks:write_announcement"), typed, follow=True)
    assert "2 destinataires" in said(page) and not OutgoingMail.objects.exists()
    made = Announcement.objects.get()
    edit = reverse("networks:edit_announcement", args=[made.pk])
    assert "demi-journées" in said(alice.get(edit))
    alice.post(edit, typed | {"title": "Une formation"})
    alice.get(reverse("networks:announcement", args=[made.pk]))
    page = _send(alice, made)
    assert "L’annonce part vers 2 destinataires" in said(page)
    write_letters()
    assert set(mails()) == {victor.email, one.email}
    for mail in mails().values():
        assert mail.subject == "Une formation"
        assert "https://centre.example/formations" in mail.body
        assert reverse("networks:unsubscribe", args=["x"])[:-2] in mail.body
        assert not {"Victor", "Anne", "Alice"} & set(mail.body.split())
    assert not AnnouncementLetter.objects.exists()
    assert alice.get(edit).status_code == 404
    assert "Une formation" in said(browser_of(victor).get(reverse("networks:news")))


def _send(browser, announcement):
    found = audience(announcement)
    announcement.refresh_from_db()
    url = reverse("networks:send_announcement", args=[announcement.pk])
    return browser.post(url, {"seen": found.seen(announcement)}, follow=True)


def test_what_was_previewed_is_what_is_sent(people, browser_of):
    alice, made = browser_of(people.alice), draft(people.alice, "benevole")
    there(people.victor)
    seen = audience(made).seen(made)
    url = reverse("networks:send_announcement", args=[made.pk])
    with acting_as(people.alice):
        actions.change_announcement(
            made, **TYPED | {"roles": ["benevole"], "body": "Autre"}, by=people.alice, at=NOW
        )
    assert "ont changé depuis l’aperçu" in said(alice.post(url, {"seen": seen}))
    made.refresh_from_db()
    seen = audience(made).seen(made)
    people.anne.grants.create(role="benevole", since="2020-01-01")
    assert "ont changé depuis l’aperçu" in said(alice.post(url, {"seen": seen}))
    made.refresh_from_db()
    assert made.sent_at is None and not AnnouncementLetter.objects.exists()


def test_a_second_click_sends_nothing(people):
    there(people.victor)
    made = draft(people.alice, "benevole")
    send(made, people.alice)
    with pytest.raises(Refused, match="déjà partie"):
        send(made, people.alice)
    write_letters(), write_letters()
    assert OutgoingMail.objects.count() == 1


def test_nobody_to_send_to(people):
    with pytest.raises(Refused, match="au moins un rôle"):
        draft(people.alice)
    with pytest.raises(Refused, match="aucun destinataire"):
        send(draft(people.alice, "financeur"), people.alice)


def test_whoever_leaves_before_her_letter_is_written_receives_none(people):
    one = contact("Anne", agreed_on="2026-01-01")
    there(people.victor, people.anne)
    made = send(draft(people.alice, "benevole", "animation", to_contacts=True), people.alice)
    assert made.sent_to == 3
    actions.subscribe(people.victor, wished=False, at=NOW)
    actions.subscribe(one, wished=False, at=NOW)
    write_letters()
    made.refresh_from_db()
    assert set(mails()) == {people.anne.email} and made.sent_to == 1


def test_letters_are_written_by_batches_and_resume(people, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    for number in range(5):
        contact(f"Contact {number}", agreed_on="2026-01-01")
    send(draft(people.alice, to_contacts=True), people.alice)
    with acting_as_system():
        assert actions.write_batch(by=people.alice, at=NOW) == 2
    assert (OutgoingMail.objects.count(), AnnouncementLetter.objects.count()) == (2, 3)
    write_letters()
    assert OutgoingMail.objects.count() == len(mails()) == 5 and not AnnouncementLetter.objects.exists()


@pytest.mark.parametrize("title", ["Une\nligne", "Une\r\nBcc: tout@le.monde", "Une\u2028ligne"])
def test_a_title_is_one_line_everywhere(people, browser_of, title):
    page = browser_of(people.alice).post(
        reverse("networks:write_announcement"), {**TYPED, "roles": ["benevole"], "title": title}
    )
    assert page.status_code == 200 and not Announcement.objects.exists()
    if "\n" in title:
        with pytest.raises(IntegrityError, match="one_line"), transaction.atomic():
            draft(people.alice, "benevole", title=title)


def test_what_looks_like_a_header_or_html_is_text(people, browser_of, mailoutbox):
    body = "Bcc: tout@le.monde\n\n<script>alert(1)</script> {{ origin }} & <b>gras</b>"
    there(people.victor)
    sent(people.alice, "benevole", title="Bcc: tout@le.monde <b>", body=body)
    send_waiting()
    (mail,) = mailoutbox
    assert mail.to == [people.victor.email] and mail.recipients() == [people.victor.email]
    assert mail.subject == "Bcc: tout@le.monde <b>" and mail.body.startswith(body)
    page = browser_of(people.victor).get(reverse("networks:news")).content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page and "&lt;b&gt;gras" in page


def test_five_thousand_characters_and_not_one_more(people, browser_of):
    alice, url = browser_of(people.alice), reverse("networks:write_announcement")
    typed = {**TYPED, "roles": ["benevole"]}
    assert alice.post(url, typed | {"body": "é" * 5001}).status_code == 200
    assert alice.post(url, typed | {"body": "é" * 5000}).status_code == 302
    assert len(Announcement.objects.get().body) == 5000


def test_a_sent_announcement_never_changes_nor_goes(people):
    there(people.victor)
    made = sent(people.alice, "benevole")
    with pytest.raises(Refused, match="déjà partie"), acting_as(people.alice):
        actions.change_announcement(made, **TYPED | {"roles": ["benevole"]}, by=people.alice, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.update(body="Autre")
    with acting_as(people.alice):
        assert Announcement.objects.all()._raw_delete("default") == 0  # no policy removes it


def test_a_draft_is_given_up(people, browser_of):
    made, alice = draft(people.alice, "benevole"), browser_of(people.alice)
    url = reverse("networks:drop_announcement", args=[made.pk])
    assert alice.get(url).status_code == 200 and Announcement.objects.exists()
    alice.post(url)
    assert not Announcement.objects.exists()


# ── Leaving, coming back ────────────────────────────────────────────────────────────────────────


def test_a_member_leaves_by_a_button_and_comes_back(people, browser_of):
    there(people.victor)
    sent(people.alice, "benevole")
    path, stranger = link(mails()[people.victor.email]), browser_of()
    for method in ("get", "head", "options"):
        getattr(stranger, method)(path)
    assert not AnnouncementRefusal.objects.exists()
    assert "Vous recevez les annonces" in said(stranger.get(path))
    assert "Vous ne recevez pas" in said(stranger.post(path, {"wished": "non"}, follow=True))
    stranger.post(path, {"wished": "non"})
    assert AnnouncementRefusal.objects.get().user == people.victor
    assert reached(draft(people.alice, "benevole")) == set()
    stranger.post(path, {"wished": "oui"})
    assert not AnnouncementRefusal.objects.exists()
    assert reached(draft(people.alice, "benevole")) == {people.victor.email}


def test_a_contact_leaves_and_comes_back(people, browser_of):
    one, stranger = contact("Anne", agreed_on="2026-01-01"), browser_of()
    sent(people.alice, to_contacts=True)
    path = link(mails()[one.email])
    stranger.post(path, {"wished": "non"})
    one.refresh_from_db()
    assert one.refused_on is not None
    assert reached(draft(people.alice, to_contacts=True)) == set()
    assert "peut-être" not in said(stranger.post(path, {"wished": "peut-être"}))
    stranger.post(path, {"wished": "oui"})
    assert reached(draft(people.alice, to_contacts=True)) == {one.email}


def test_a_link_that_nobody_signed_says_the_same(people, browser_of):
    gone = contact("Anne")
    token = links.sign(gone)
    with acting_as(people.alice):
        Contact.objects.all().delete()
    for forged in (token, f"m{people.victor.pk}", f"m{people.victor.pk}:x", Signer(salt="autre").sign("m1")):
        for method in ("get", "post"):
            answered = getattr(browser_of(), method)(reverse("networks:unsubscribe", args=[forged]))
            assert answered.status_code == 409 and "n’est plus valable" in said(answered)


def test_the_link_of_one_never_changes_another(people, browser_of):
    browser_of(people.tara).post(
        reverse("networks:unsubscribe", args=[links.sign(people.victor)]), {"wished": "non"}
    )
    assert [one.user for one in AnnouncementRefusal.objects.all()] == [people.victor]


# ── Reading again ───────────────────────────────────────────────────────────────────────────────


def test_a_member_reads_what_was_sent_to_her_role(people, browser_of):
    there(people.victor, people.tara)
    sent(people.alice, "therapeute", title="Aux thérapeutes")
    sent(people.alice, "benevole", "therapeute", title="Aux deux")
    contact("Anne", agreed_on="2026-01-01")
    sent(people.alice, to_contacts=True, title="Au fichier")
    draft(people.alice, "benevole", title="Brouillon")
    with acting_as(people.victor):
        assert {one.title for one in Announcement.objects.all()} == {"Aux deux"}
        facts = TYPED | {"roles": ["benevole"], "written_by": people.victor, "written_at": NOW}
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Announcement.objects.create(**facts)
        assert Announcement.objects.update(topic="droit") == 0
    page = said(browser_of(people.victor).get(reverse("networks:news")))
    assert "Aux deux" in page and not any(
        title in page for title in ("Aux thérapeutes", "Au fichier", "Brouillon")
    )
    page = said(browser_of(people.tara).get(reverse("networks:news")))
    assert "Aux deux" in page and "Aux thérapeutes" in page


def test_she_reads_those_of_where_she_works(people):
    Membership.objects.create(user=people.omar, structure=structure("CADA", "30"))
    Therapist.objects.create(code="T2", user=people.theo, departements=[])
    there(people.tara)
    sent(people.alice, "orienteur", "therapeute", departements=["30"], title="Gard")
    sent(people.alice, "orienteur", "therapeute", departements=["34"], title="Hérault")
    for user, expected in (
        (people.omar, {"Gard"}),
        (people.theo, {"Gard", "Hérault"}),
        (people.tara, set()),
    ):
        with acting_as(user):
            assert {one.title for one in access.addressed_to(user)} == expected, user


def test_lists_ask_the_database_the_same_number_of_times(people, browser_of):
    alice, victor, counts = browser_of(people.alice), browser_of(people.victor), []
    for number in range(4):
        sent(people.alice, "benevole", title=f"Annonce {number}")
        with CaptureQueriesContext(connection) as queries:
            alice.get(reverse("networks:announcements"))
            victor.get(reverse("networks:news"))
        counts.append(len(queries))
    assert counts[1] == counts[3]


def test_the_preview_asks_the_same_number_of_times(people, browser_of):
    made, alice, counts = draft(people.alice, "benevole", to_contacts=True), browser_of(people.alice), []
    for number in range(4):
        contact(f"Contact {number}", agreed_on="2026-01-01")
        with CaptureQueriesContext(connection) as queries:
            alice.get(reverse("networks:announcement", args=[made.pk]))
        counts.append(len(queries))
    assert counts[1] == counts[3]


def test_only_the_coordination_writes(people, browser_of):
    made = draft(people.alice, "benevole")
    for user in (people.victor, people.ada):
        for name, args in (("announcements", []), ("announcement", [made.pk]), ("write_announcement", [])):
            assert browser_of(user).get(reverse(f"networks:{name}", args=args)).status_code == 404
