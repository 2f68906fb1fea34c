"""What the team and funders say of a section, and what is answered."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from centre.context import acting_as
from centre.models import OutgoingMail
from centre.refusals import Refused
from observatory import actions as editions
from observatory.bilan import actions, remarks
from observatory.models import Comment
from tests.observatory.bilan.makers import AT, made, published, small_year, started

pytestmark = pytest.mark.usefixtures("quick_documents", "queued")


@pytest.fixture
def alice(people, portal):
    small_year()
    return people.alice


def asked(felix, report, text="Le titre."):
    with acting_as(felix):
        return remarks.ask_correction(report.sections.get(rubric="1"), text=text, by=felix, at=AT)


def test_a_funder_asks_the_coordination_is_told_nothing_of_it(alice, people):
    report = published(alice)
    comment = asked(people.felix, report, "Le chiffre du Gard.")
    mails = OutgoingMail.objects.filter(to=alice.email).order_by("pk")
    assert "Gard" not in mails.last().body + mails.last().subject
    assert reverse("observatory:report", args=[report.pk]) in mails.last().body
    with acting_as(alice):
        with pytest.raises(Refused, match="toujours une réponse"):
            remarks.settle_comment(comment, answer="", by=alice, at=AT)
        remarks.settle_comment(comment, answer="Corrigé.", by=alice, at=AT)
        with pytest.raises(Refused, match="réglée par Alice"):
            remarks.settle_comment(comment, answer="Encore.", by=alice, at=AT)


def test_a_funder_asks_of_what_is_published_alone(alice, people):
    first = published(alice)
    section = first.sections.get(rubric="1")
    draft = started(alice, same_figures=True, changes="Un mot.")
    with acting_as(people.felix):
        assert not draft.sections.exists()  # a draft does not exist for her
        with pytest.raises(DatabaseError), transaction.atomic():
            Comment.objects.create(
                section_id=_id(draft, alice), kind="correction", author=people.felix, at=AT, text="x"
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            Comment.objects.create(section=section, kind="remarque", author=people.felix, at=AT, text="x")
    from observatory.rendering import make_documents

    make_documents(draft.pk)
    with acting_as(alice):
        editions.publish_report(draft, by=alice, at=AT)
    with acting_as(people.felix), pytest.raises(Refused, match="a été remplacée"):
        remarks.ask_correction(section, text="x", by=people.felix, at=AT)


def _id(report, by):
    with acting_as(by):
        return report.sections.first().pk


def test_a_section_with_open_remarks_stays(alice):
    report = started(alice)
    author = {"by": alice, "at": AT}
    with acting_as(alice):
        section = report.sections.get(rubric="1")
        comment = remarks.comment_section(section, text="À revoir.", **author)
        with pytest.raises(Refused, match="attendent une réponse"):
            actions.remove_section(section, **author)
        remarks.settle_comment(comment, answer="", **author)
        actions.remove_section(section, **author)
    assert not Comment.objects.exists()


def test_open_ones_are_on_the_panel_and_on_the_page_of_the_correction(alice, people, browser_of):
    report = published(alice)
    asked(people.felix, report, "Le titre du chapitre.")
    draft = made(alice, same_figures=True, changes="Un mot.")
    browser = browser_of(alice)
    assert "1 remarque sans réponse" in browser.get(reverse("observatory:panel")).content.decode()
    page = browser.get(reverse("observatory:report", args=[draft.pk])).content.decode()
    assert "Le titre du chapitre." in page
    assert (
        "remarque sans réponse"
        not in browser_of(people.felix).get(reverse("observatory:panel")).content.decode()
    )


def test_a_funder_does_not_read_what_others_ask(alice, people, browser_of):
    from tests.people import make_user

    report = published(alice)
    asked(people.felix, report, "La question de Félix.")
    faye = make_user("Faye", "financeur")
    url = reverse("observatory:read_report", args=[report.pk])
    assert "La question de Félix." in browser_of(people.felix).get(url).content.decode()
    assert "La question de Félix." not in browser_of(faye).get(url).content.decode()
