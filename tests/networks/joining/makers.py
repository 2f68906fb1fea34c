"""What the tests of joining are made of. Everybody is invented."""

import io
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pikepdf
from PIL import Image

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from networks.joining import actions
from networks.joining.charters import actions as charters
from networks.joining.documents import actions as documents
from networks.joining.models import Application
from networks.models import Interpreter, Therapist

AT = datetime(2026, 9, 21, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
NORA = "nora@ailleurs.example"


def typed(network="therapeute", email=NORA, **facts) -> dict:
    """What somebody types in the form, as the action takes it."""
    return {
        "network": network,
        "display_name": "Nora Zerbib",
        "email": email,
        "phone": "06 00 00 00 01",
        "profession": "psychologue",
        "languages": ["ara", "fra"],
        "departements": ["30"],
        "message": "Je reçois déjà des personnes exilées.",
        "idempotency_key": uuid4(),
        **facts,
    }


def posted(**facts) -> dict:
    """The same as a browser posts it."""
    return {**typed(), "languages": "arabe, français", "idempotency_key": str(uuid4()), **facts}


def candidature(at=AT, **facts) -> Application:
    given = typed(**facts)
    actions.apply(**given, at=at)
    with acting_as_system():
        return Application.objects.get(idempotency_key=given["idempotency_key"])


def link_of(address=NORA) -> str:
    """The private link of the last mail to this address."""
    mails = OutgoingMail.objects.filter(to=address).order_by("-queued_at", "-pk")
    links = [re.search(r"(/reseau/rejoindre/[^/\s]+/)", mail.body) for mail in mails]
    return next(link[1] for link in links if link)


def token_of(address=NORA) -> str:
    return link_of(address).rstrip("/").rpartition("/")[2]


def therapist(user, **facts) -> Therapist:
    with acting_as_system():
        return Therapist.objects.create(
            **{"code": f"TH-{user.pk}", "user": user, "display_name": user.display_name, **facts}
        )


def interpreter(user, **facts) -> Interpreter:
    with acting_as_system():
        return Interpreter.objects.create(
            **{"code": f"IN-{user.pk}", "user": user, "display_name": user.display_name, **facts}
        )


def pdf(**saving) -> bytes:
    """A PDF of one empty page."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out, **saving)
    return out.getvalue()


def picture(kind="PNG", size=(40, 30), mode="RGB", **saving) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "navy" if mode == "RGB" else 1).save(out, kind, **saving)
    return out.getvalue()


def document(sheet, *, kind="assurance", expires_on=None, at=AT, content=None):
    with acting_as(sheet.user):
        return documents.upload(
            sheet,
            kind=kind,
            filename="Attestation de Tara.pdf",
            content=content or pdf(),
            expires_on=expires_on,
            idempotency_key=uuid4(),
            by=sheet.user,
            at=at,
        )


def charter(by, network="therapeute", version=0, text="Écouter.\n\nSe taire.", at=AT):
    with acting_as(by):
        return charters.write_charter(
            network=network, title="Charte", text=text, version=version, by=by, at=at
        )
