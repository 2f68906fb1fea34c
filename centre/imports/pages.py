"""What the pages of an import say, from its row."""

from centre.health import broker_answers
from centre.imports.models import ImportRun
from centre.imports.states import LAST_STEP, STEPS, WORK
from centre.spreadsheet import sheet

PROBLEMS_A_PAGE = 50
AWAY = "Le serveur de tâches ne répond pas. Votre fichier est gardé\u00a0: il sera lu dès son retour."


def progress(run: ImportRun) -> dict:
    """{"done", "value", "max", "label", "unavailable"}."""
    return {
        "done": not run.is_at_work,
        "value": run.step,
        "max": LAST_STEP + 1,
        "label": run.step_label if run.state not in WORK else STEPS[0],
        "unavailable": AWAY if run.state in WORK and not broker_answers() else "",
    }


def problems(run: ImportRun, page: str) -> dict:
    """{"problems", "previous_url", "next_url", "left_out": not kept at all}: a page of them, whatever `page` says."""
    found = run.told().get("problems", [])
    last = max(1, -(-len(found) // PROBLEMS_A_PAGE))
    number = min(int(page), last) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    number = max(number, 1)
    start = (number - 1) * PROBLEMS_A_PAGE
    return {
        "problems": found[start : start + PROBLEMS_A_PAGE],
        "previous_url": f"?page={number - 1}" if number > 1 else "",
        "next_url": f"?page={number + 1}" if number < last else "",
        "left_out": run.problem_count - len(found),
    }


def problems_file(run: ImportRun) -> bytes:
    """The errors as a CSV file for a French spreadsheet."""
    rows = ([cell or "" for cell in row] for row in run.told().get("problems", []))
    return sheet(("feuille", "ligne", "colonne", "raison"), rows)
