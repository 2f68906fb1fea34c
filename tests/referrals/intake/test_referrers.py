"""The referrer's form: what is kept of what was typed, and what a warning lets her guess."""

import html
import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail, Reading
from referrals.intake import actions
from referrals.intake.forms import KNOWN, ReceiveForm
from referrals.models import Consent, Identity, Person, Referral, ReferralDraft
from referrals.people import texts
from referrals.people.duplicates import phone_fingerprint
from tests.referrals import makers
from tests.referrals.intake.makers import form, shown

RECEIVE = reverse("referrals:receive")


@pytest.fixture
def omar(people, browser_of):
    makers.validated(people.omar)
    return browser_of(people.omar)


def test_the_whole_form_is_stored_where_it_belongs(omar):
    typed = form(
        makers.dispositif(),
        commune="Nîmes",
        publics=["femmes_victimes"],
        modalities=["telephone"],
        interpreter_wish="avec",
        interpreter_gender="F",
        therapist_gender="F",
        contact="Sa sœur, 06 00 00 00 01",
        consent_interpreter="on",
        interpreter_present="on",
        urgency="urgente",
    )
    assert omar.post(RECEIVE, typed).status_code == 302
    sent = Referral.objects.select_related("person__identity").get()
    person, identity = sent.person, sent.person.identity
    assert (person.commune, person.publics, person.modalities) == (
        "30189",
        ["femmes_victimes"],
        ["telephone"],
    )
    assert (person.interpreter_wish, person.interpreter_gender, person.therapist_gender) == ("avec", "F", "F")
    assert identity.contact == "Sa sœur, 06 00 00 00 01"
    assert bytes(identity.phone_index) == phone_fingerprint("06 00 00 00 00")
    assert sent.due_at - sent.state_since == timedelta(hours=4)
    for consent in Consent.objects.all():
        assert (consent.language, consent.text_version, consent.interpreter_present) == (
            "prs",
            texts.VERSION,
            True,
        )
    assert {consent.scope for consent in Consent.objects.all()} == {"equipe", "interprete"}


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"commune": "Toulouse"}, "commune", "dans un autre département"),
        ({"commune": "Nîmes, Alès"}, "commune", "Une seule commune"),
        ({"commune": "Nimesse"}, "commune", "Vouliez-vous dire"),
        ({"phone": "06 12"}, "phone", "Numéro incomplet"),
        ({"birth_year": "2050"}, "birth_year", "dans le futur"),
        ({"first_name": "Shahr\u202ebanu"}, "first_name", "Caractère non autorisé"),
        ({"dispositif": "999999"}, "dispositif", ""),
        ({"vignette": "Appeler le 06 12 34 56 78"}, "vignette", "Ne saisissez pas de numéro"),
        ({"situation": "mineur_isole", "birth_year": "1990"}, "situation", "avant 18 ans"),
    ],
)
def test_bad_input_is_said_beside_its_field(omar, wrong, field, said):
    answer = omar.post(RECEIVE, form(makers.dispositif()) | wrong)
    assert said in str(answer.context["form"].errors[field])
    assert not Person.objects.exists()


_LINE = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\x00"), min_size=1, max_size=60
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first_name=_LINE,
    last_name=_LINE,
    contact=_LINE,
    commune=_LINE,
    vignette=st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=80),
    birth_year=st.one_of(st.integers(-5, 99999).map(str), _LINE),
    publics=st.lists(st.sampled_from(["adultes", "enfants", "lgbt"]), unique=True),
    motives=st.lists(st.sampled_from(["sommeil", "trauma", "autre"]), unique=True),
    departement=st.sampled_from(["30", "34", "", "99"]),
)
def test_whatever_is_typed_in_a_refused_form_comes_back(omar, **typed):
    """The phone is always wrong, so that nothing is ever sent."""
    answer = omar.post(RECEIVE, form(makers.dispositif(), phone="06 12", **typed))
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 200 and not Person.objects.exists()
    for name in ("first_name", "last_name", "contact", "commune", "birth_year"):
        assert f'name="{name}"' in page and f'value="{typed[name]}"' in page, name
    assert typed["vignette"] in page.replace("\r\n", "\n")
    for name in ("publics", "motives"):
        ticked = re.findall(rf'<input type="checkbox" name="{name}"[^>]*value="(\w+)"[^>]*\schecked', page)
        assert set(ticked) == set(typed[name])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first_name=_LINE, motives=st.lists(st.sampled_from(["sommeil", "autre"]), unique=True), birth_year=_LINE
)
def test_a_draft_is_what_was_typed_encrypted(omar, people, **typed):
    omar.post(reverse("referrals:draft"), typed)
    with acting_as(people.omar):
        draft = ReferralDraft.objects.get()
        assert {name: json.loads(draft.typed).get(name, []) for name in typed} == typed
        assert draft.expires_at > timezone.now() + timedelta(days=29)
        assert draft.__dict__["typed"][:2] == b"k1"


def test_a_link_brings_a_referrer_back_to_her_draft_after_login(omar, people, browser_of):
    typed = form(makers.dispositif(), later="1", phone="06 12")
    assert omar.post(RECEIVE, typed).status_code == 302
    mailed = OutgoingMail.objects.get(to=people.omar.email)
    assert RECEIVE in mailed.body and "Shahrbanu" not in mailed.subject + mailed.body
    assert browser_of().get(RECEIVE).url.startswith("/comptes/login/")
    assert 'value="Shahrbanu"' in omar.get(RECEIVE).content.decode()
    assert not Referral.objects.exists()


def test_drafts_past_their_day_are_deleted_and_only_they(people):
    now = timezone.now()
    for user, days in ((people.omar, -31), (people.olga, -29)):
        with acting_as(user):
            actions.save_draft(typed="{}", by=user, at=now + timedelta(days=days))
    assert actions.forget_drafts(at=now) == 1
    with acting_as(people.olga):
        assert ReferralDraft.objects.count() == 1
    assert actions.forget_drafts(at=now) == 0


def test_a_draft_too_long_is_refused_and_nothing_kept(omar):
    assert omar.post(reverse("referrals:draft"), {"first_name": "x" * 30_000}).status_code == 409
    assert not ReferralDraft.objects.exists()


# ── Perhaps known already ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def known(people):
    """Olga's person; Omar knows nothing of her."""
    return makers.referral(people.olga)


def test_the_warning_comes_once_before_anything_is_sent(omar, known, people):
    typed = form(makers.dispositif())
    answer = omar.post(RECEIVE, typed)
    page = answer.content.decode()
    assert "peut-être déjà connue" in page and 'value="Zarrinpoush"' in page
    assert Referral.objects.count() == 1
    warned = Reading.objects.get(actor_id=people.omar.pk)
    assert (warned.why, warned.object_id) == (actions.WARNED, str(people.omar.pk))
    for hidden in (known.reference, known.person.code, str(known.pk), "Olga", str(known.person_id)):
        assert hidden not in page
    assert omar.post(RECEIVE, typed | {"confirm_known": "on"}).status_code == 302
    assert Referral.objects.count() == 2


def test_the_page_is_that_of_an_unknown_person_save_the_sentence(omar, known):
    """The same form, known and warned, or unknown and refused at the same place by hand: one page."""
    typed = form(makers.dispositif())
    warned = shown(omar.post(RECEIVE, typed))
    with acting_as_system():
        Identity.objects.update(name_index=b"", phone_index=b"")  # nobody is known any more
    unknown = ReceiveForm(typed, offered=[makers.dispositif()])
    assert unknown.is_valid()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "should_warn", lambda **_: True)
        assert shown(omar.post(RECEIVE, typed)) == warned
    assert KNOWN in html.unescape(warned)


def test_two_known_people_give_one_page(omar, known, people):
    makers.referral(people.olga, last_name="Khamirzar")
    pages = [
        shown(omar.post(RECEIVE, form(makers.dispositif(), last_name=name))).replace(name, "NOM")
        for name in ("Zarrinpoush", "Khamirzar")
    ]
    assert pages[0] == pages[1]


def test_a_form_that_would_not_be_received_says_nothing_of_who_is_known(known, people, browser_of):
    """Neither a stranger to the network, nor a dispositif closed, nor a faulty form, is an oracle."""
    stranger = browser_of(people.omar)  # no validated structure
    page = stranger.post(RECEIVE, form(makers.dispositif())).content.decode()
    assert "pas encore validée" in page and "déjà connue" not in page
    makers.validated(people.omar)
    assert "déjà connue" not in stranger.post(RECEIVE, form(makers.dispositif(), phone="06")).content.decode()
    assert not Reading.objects.filter(why=actions.WARNED).exists()


def test_names_cannot_be_tried_one_after_the_other(omar, known, people, browser_of):
    """Five warnings a day, each in the journal; then an orientation is written, which the coordination sees."""
    for number in range(actions.WARNINGS_A_DAY):
        answer = omar.post(RECEIVE, form(makers.dispositif(), first_name="Shahrbanu"))
        assert "déjà connue" in answer.content.decode(), number
    assert omar.post(RECEIVE, form(makers.dispositif())).status_code == 302
    assert (
        Reading.objects.filter(actor_id=people.omar.pk, why=actions.WARNED).count() == actions.WARNINGS_A_DAY
    )
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        tomorrow = browser_of(people.omar)
        assert "déjà connue" in tomorrow.post(RECEIVE, form(makers.dispositif())).content.decode()


def test_the_same_form_sent_twice_is_not_her_own_duplicate(omar):
    typed = form(makers.dispositif())
    first, again = omar.post(RECEIVE, typed), omar.post(RECEIVE, typed)
    assert first.url == again.url and Referral.objects.count() == 1
