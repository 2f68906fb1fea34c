"""Sheets the tests talk about."""

from datetime import date

from networks.models import Membership, Structure

TODAY = date(2026, 3, 2)


def structure(name="PASS du Vidourle", **facts) -> Structure:
    """A sheet verified lately, in Nîmes."""
    usual = {
        "kind": "PASS",
        "departement": "30",
        "commune": "30189",
        "commune_name": "Nîmes",
        "address": "3 rue du Lavoir",
        "phone": "04 65 71 00 01",
        "services": ["soins_psychiques"],
        "verified_on": TODAY,
    }
    made = Structure.objects.create(name=name, **usual | facts)
    made.refresh_from_db()
    return made


def member(user, structure, **facts) -> Membership:
    usual = {"function": "responsable", "validated_on": TODAY}
    return Membership.objects.create(user=user, structure=structure, **usual | facts)


def sheet(structure, **changes) -> dict:
    """The whole sheet as its form sends it."""
    names = "name kind sector departement commune_name address phone email website description version"
    sent = {name: getattr(structure, name) for name in names.split()}
    sent |= {"services": structure.services, "publics": structure.publics, "languages": ""}
    return sent | changes
