"""What cannot be imported is said in French, line by line, and nothing is kept."""

import pytest

from tests.sheets import (
    ACTION,
    INTERPRETER,
    PERSON,
    REFERRAL,
    SESSION,
    THERAPIST,
    YEAR,
    folder,
    import_year,
)

SHEETS = (
    "plan, actions, sollicitations, appels, permanences, "
    "personnes, therapeutes, interpretes, orientations, seances"
)
TYPES = (
    "reunion, comite_pilotage, rencontre_partenariale, participation, groupe_travail, formation, sensibilisation, "
    "evenement, pro_usagers, groupe_parole, permanence_partenaire, coordination, atelier"
)
NO_HEADS = "une action annulée ou reportée n'a pas d'effectif : laissez la cellule vide"
DEPARTEMENT = "Choisissez un département de la liste (Corse : 2A ou 2B)."


PEOPLE = {"personnes": [PERSON], "therapeutes": [THERAPIST], "interpretes": [INTERPRETER]}
CELLS = [
    ("actions", ACTION, "date", "2020-13-02", "« 2020-13-02 » n'est pas une date"),
    ("actions", ACTION, "date", "31/12/2020", "« 31/12/2020 » n'est pas une date"),
    ("actions", ACTION, "date", "2021-02-29", "« 2021-02-29 » n'est pas une date"),
    ("actions", ACTION, "date", "0202-04-02", "« 0202-04-02 » : vérifiez l'année"),
    ("actions", ACTION, "date", "2020-05/2020-04", "« 2020-05/2020-04 » : la fin doit être après le début."),
    ("actions", ACTION, "date", "2020-05/", "« 2020-05/ » n'est pas une date"),
    ("actions", ACTION, "date", "", "cellule vide, une valeur est attendue"),
    ("actions", ACTION, "type", "réunion", f"« réunion » n'est pas une valeur permise ({TYPES})"),
    ("actions", ACTION, "statut", "X", "« X » n'est pas une valeur permise (tenue, annulee, reportee)"),
    ("actions", ACTION, "participants", "-3", "« -3 » est négatif"),
    ("actions", ACTION, "participants", "3,5", "« 3,5 » n'est pas un nombre entier"),
    ("actions", ACTION, "participants", "٣", "« ٣ » n'est pas un nombre entier"),
    ("actions", ACTION, "participants", "9" * 40, f"« {'9' * 40} » n'est pas un nombre entier"),
    ("actions", ACTION, "intitule", "a" * 301, "texte trop long : 301 caractères, 300 au plus"),
    ("actions", ACTION, "intitule", "=1+1", "« =1+1 » est une formule : collez sa valeur"),
    ("actions", ACTION, "intitule", "@SUM(A1)", "« @SUM(A1) » est une formule : collez sa valeur"),
    ("actions", ACTION, "hote", "+cmd|' /C calc'!A0", "« +cmd|' /C calc'!A0 » est une formule : collez sa valeur"),
    ("actions", ACTION, "intitule", "a\x00b", "Caractère non autorisé"),
    ("actions", ACTION, "intitule", "a\u202eb", "Caractère non autorisé"),
    ("actions", ACTION, "structures_presentes", "CADA;" + "b" * 201, "texte trop long : 201 caractères, 200 au plus"),
    ("appels", {"reference": "C-1", "date": "2020-04-03"}, "age", "121", "« 121 » n'est pas entre 0 et 120"),
    ("appels", {"reference": "C-1", "date": "2020-04-03"}, "date", "2020-04", "« 2020-04 » n'est pas une date"),
    ("appels", {"reference": "C-1", "date": "2020-04-03"}, "sexe", "H", "« H » n'est pas une valeur permise (F, M, X)"),
    ("personnes", PERSON, "annee_naissance", "2999", "L'année de naissance ne peut pas être dans le futur."),
    ("personnes", PERSON, "annee_naissance", "1890", "Vérifiez l'année : l'âge dépasse 120 ans."),
    ("personnes", PERSON, "langues", "pus;persan", "« persan » n'est pas une langue (code ISO 639-3, par exemple pus)"),
    ("personnes", PERSON, "pays", "Mali",
     "« Mali » n'est pas un pays (code ISO 3166-1 à trois lettres, par exemple AFG)"),
    ("personnes", PERSON, "departement", "20", DEPARTEMENT),
    ("personnes", PERSON, "departement", "99", DEPARTEMENT),
    ("therapeutes", THERAPIST, "departements", "30;999", DEPARTEMENT),
    ("therapeutes", THERAPIST, "capacite", "-1", "« -1 » est négatif"),
    ("interpretes", INTERPRETER, "taux_horaire", "35 €", "« 35 € » n'est pas un montant en euros (exemple : 35.50)"),
    ("interpretes", INTERPRETER, "taux_horaire", "-35", "« -35 » n'est pas un montant en euros (exemple : 35.50)"),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "row", "column", "cell", "reason"), CELLS)
def test_a_bad_cell(refuses, tmp_path, sheet, row, column, cell, reason):
    path = folder(tmp_path / "year", **{sheet: [row | {column: cell}]})
    refuses(path, f"{sheet}.csv:2:{column}: {reason}")


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("date", "2099-01-01", "Une séance réalisée ne peut pas être dans le futur."),
        ("heure", "24:00", "« 24:00 » n'est pas une heure (HH:MM)"),
        ("heure", "9h30", "« 9h30 » n'est pas une heure (HH:MM)"),
        ("duree_min", "0", "« 0 » n'est pas entre 1 et 600"),
        ("duree_min", "601", "« 601 » n'est pas entre 1 et 600"),
        ("statut", "planifiee",
         "« planifiee » n'est pas une valeur permise (realisee, absence_excusee, absence, annulee)"),
        ("personne", "P-9", "« P-9 » n'est ni dans la feuille « personnes » ni dans le portail"),
        ("therapeute", "T-9", "« T-9 » n'est ni dans la feuille « therapeutes » ni dans le portail"),
        ("interprete", "I-9", "« I-9 » n'est ni dans la feuille « interpretes » ni dans le portail"),
        ("langue", "français", "« français » n'est pas une langue (code ISO 639-3, par exemple pus)"),
    ],
)  # fmt: skip
def test_a_bad_session(refuses, tmp_path, column, cell, reason):
    path = folder(tmp_path / "year", **PEOPLE, seances=[SESSION | {column: cell}])
    refuses(path, f"seances.csv:2:{column}: {reason}")


def test_an_hour_that_the_clocks_jumped_over(refuses, tmp_path):
    path = folder(tmp_path / "y", **PEOPLE, seances=[SESSION | {"date": "2020-03-29", "heure": "02:30"}])
    refuses(path, "seances.csv:2:heure: Cette heure n'existe pas ce jour-là (changement d'heure).")


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("personne", "P-9", "« P-9 » n'est ni dans la feuille « personnes » ni dans le portail"),
        ("therapeute", "T-9", "« T-9 » n'est ni dans la feuille « therapeutes » ni dans le portail"),
        ("decision", "oui",
         "« oui » n'est pas une valeur permise (acceptee, liste_attente, reorientee, refusee, retiree)"),
    ],
)  # fmt: skip
def test_a_bad_referral(refuses, tmp_path, column, cell, reason):
    path = folder(tmp_path / "year", **PEOPLE, orientations=[REFERRAL | {column: cell}])
    refuses(path, f"orientations.csv:2:{column}: {reason}")


def test_a_cancelled_action_has_no_heads_not_even_none(refuses, tmp_path):
    path = folder(tmp_path, actions=[ACTION | {"statut": "annulee", "usagers": "0", "participants": "4"}])
    refuses(path, f"actions.csv:2:usagers: {NO_HEADS}", f"actions.csv:2:participants: {NO_HEADS}")


def test_an_action_is_postponed_to_one_that_exists_and_is_another(refuses, tmp_path):
    late = ACTION | {"statut": "reportee", "reportee_a": "A-2"}
    refuses(
        folder(tmp_path, actions=[late, ACTION | {"reference": "A-3", "statut": "reportee", "reportee_a": "A-3"}]),
        "actions.csv:2:reportee_a: « A-2 » n'est ni dans la feuille « actions » ni dans le portail",
        "actions.csv:3:reportee_a: une action ne se remplace pas elle-même",
    )  # fmt: skip


def test_a_held_action_was_not_postponed(refuses, tmp_path):
    refuses(
        folder(tmp_path, actions=[ACTION, ACTION | {"reference": "A-2", "reportee_a": "A-1"}]),
        "actions.csv:3:reportee_a: seule une action reportée nomme celle qui la remplace",
    )


def test_a_reference_twice_names_both_lines(refuses, tmp_path):
    path = folder(tmp_path, actions=[ACTION, ACTION | {"reference": "A-2"}, ACTION])
    refuses(path, "actions.csv:4:reference: « A-1 » est déjà à la ligne 2")


def test_every_error_of_every_sheet_is_said_at_once(refuses, tmp_path):
    path = folder(
        tmp_path,
        actions=[ACTION | {"date": "hier", "type": "fête"}],
        personnes=[PERSON | {"sexe": "?"}],
        orientations=[REFERRAL, REFERRAL | {"reference": "O-2", "personne": "P-2"}],
    )
    refuses(
        path,
        "actions.csv:2:date: « hier » n'est pas une date",
        f"actions.csv:2:type: « fête » n'est pas une valeur permise ({TYPES})",
        "personnes.csv:2:sexe: « ? » n'est pas une valeur permise (F, M, X)",
        "orientations.csv:3:personne: « P-2 » n'est ni dans la feuille « personnes » ni dans le portail",
    )


def test_many_errors_are_counted(portal, tmp_path):
    path = folder(tmp_path, actions=[ACTION | {"reference": f"A-{n}", "date": "?"} for n in range(250)])
    errors = import_year(path).errors
    assert len(errors) == 201
    assert errors[-1] == "… et 50 autres"


def write(path, name: str, content) -> None:
    path.mkdir(exist_ok=True)
    (path / name).write_bytes(content if isinstance(content, bytes) else content.encode())


HEADER = "rubrique,titre\n"


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ("", ["plan.csv: feuille vide : la ligne d'en-tête manque"]),
        (b"\x89PNG\r\n\x1a\n\x00", ["plan.csv:1: n'est pas encodé en UTF-8 : enregistrez en CSV UTF-8"]),
        ((HEADER + "1,été\n").encode("latin-1"),
         ["plan.csv:2: n'est pas encodé en UTF-8 : enregistrez en CSV UTF-8"]),
        ((HEADER + "1,a\n").encode("utf-16"),
         ["plan.csv:1: n'est pas encodé en UTF-8 : enregistrez en CSV UTF-8"]),
        ("rubrique;titre\n1;a\n",
         ["plan.csv:1: le séparateur est « ; » : enregistrez en CSV séparé par des virgules, ou en classeur XLSX"]),
        ("rubrique\n1\n", ["plan.csv:1:titre: colonne manquante"]),
        ("rubrique,titre,note\n",
         ["plan.csv:1:note: colonne inconnue (colonnes attendues : rubrique, titre)"]),
        ("rubrique,titre,titre\n", ["plan.csv:1:titre: colonne en double"]),
        (HEADER + "1,a,b\n2\n\n3,c\n",
         ["plan.csv:2: 3 cellules au lieu de 2", "plan.csv:3: 1 cellules au lieu de 2"]),
        (HEADER + '1,"a\nb"\n2,"c\n', ["plan.csv:4: guillemets mal fermés, ou cellule démesurée"]),
        (HEADER + "1," + "a" * 200_000, ["plan.csv:2: guillemets mal fermés, ou cellule démesurée"]),
        (HEADER + '1,"a\nb"\n1,c\n', ["plan.csv:4:rubrique: « 1 » est déjà à la ligne 2"]),
        (HEADER + "1,a\n" * 50_001,
         ["plan.csv:50002: plus de 50000 lignes : partagez la feuille en plusieurs imports"]),
    ],
)  # fmt: skip
def test_a_bad_file(refuses, tmp_path, content, lines):
    write(tmp_path, "plan.csv", content)
    refuses(tmp_path, *lines)


def test_an_unknown_sheet_is_not_passed_over(refuses, tmp_path):
    write(tmp_path, "plan.csv", HEADER)
    write(tmp_path, "action.csv", HEADER)
    refuses(tmp_path, f"action.csv: feuille inconnue (feuilles connues : {SHEETS})")


def test_a_path_that_is_nothing_to_import(refuses, tmp_path):
    refuses(tmp_path, f"{tmp_path}: aucune feuille à importer (feuilles connues : {SHEETS})")
    refuses(tmp_path / "no", f"{tmp_path}/no: introuvable")
    refuses(YEAR / "plan.csv", f"{YEAR}/plan.csv: n'est ni un dossier de fichiers CSV ni un classeur XLSX")
    (tmp_path / "a.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n")
    refuses(
        tmp_path / "a.xlsx",
        f"{tmp_path}/a.xlsx: n'est pas un classeur XLSX (ou il est protégé par un mot de passe)",
    )
