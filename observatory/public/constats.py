"""The published *constats* by year, territory and theme, for anybody."""

from centre.reference import departements
from networks.directory import maps
from observatory.findings.access import published
from observatory.findings.reading import findings_for
from observatory.findings.words import said
from observatory.public.forms import FindingsForm
from observatory.states import FindingTheme


def context(query) -> dict:
    """{"findings", "form", "active"}; a value that is not in the lists is ignored."""
    years = [day.year for day in published().dates("seen_on", "year", order="DESC")]
    if not years:
        return {"findings": []}
    territories = [(code, departements().get(code, code)) for code in maps.codes()]
    lists = {
        "annee": [str(year) for year in years],
        "departement": [code for code, _ in territories],
        "theme": FindingTheme.values,
    }
    asked = {name: query.get(name, "") if query.get(name) in known else "" for name, known in lists.items()}
    year = int(asked["annee"] or years[0])
    told = findings_for(year, departement=asked["departement"], theme=asked["theme"])
    form = FindingsForm(asked | {"annee": str(year)}, years=years, departements=territories)
    active = sum(map(bool, asked.values()))
    return {"findings": [said(one) for one in told], "year": year, "form": form, "active": active}
