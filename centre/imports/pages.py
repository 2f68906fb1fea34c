"""The context of the import pages."""

from centre.health import broker_answers
from centre.imports.models import ImportRun
from centre.imports.states import AT_WORK, LAST_STEP, STEPS, WORK, ImportState
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


def batch(pk, runs: list[ImportRun]) -> dict:
    """The context of the page of files uploaded together; `years` are those imported by now."""
    at_work = [run for run in runs if run.is_at_work]
    writing = [run for run in runs if run.confirmed_at and run.state in (*AT_WORK, ImportState.APPLIED)]
    unavailable = at_work and all(run.state in WORK for run in at_work) and not broker_answers()
    applied = [run for run in runs if run.state == ImportState.APPLIED]
    return {
        "batch": pk,
        "rows": [(run, "", False) for run in runs],
        "first": runs[0],
        "done": not at_work,
        "value": len(applied) if writing else sum(run.step > 0 for run in runs),
        "max": len(writing) or len(at_work) + 1,
        "label": _batch_label(at_work),
        "unavailable": AWAY if unavailable else "",
        "is_droppable": any(run.is_droppable for run in runs),
        "may_confirm": any(run.is_confirmable for run in runs),
        "main_years": sorted({year for run in applied for year in run.main_years}),
        "other_years": sorted({year for run in applied for year in run.other_years}),
    }


def _batch_label(at_work: list[ImportRun]) -> str:
    """The label of the import that has got furthest."""
    if not at_work:
        return ""
    run = max(at_work, key=lambda run: (run.state == ImportState.APPLYING, run.step == 1))
    if run.state in WORK:
        return STEPS[0]
    if run.state == ImportState.CHECKING and run.step == LAST_STEP:
        return "Vérification, une année après l’autre"
    return f"{run.step_label}\u00a0: {run.filename}"


def problems(run: ImportRun, page: str) -> dict:
    """{"problems", "previous_url", "next_url", "left_out"}: one page of the errors; an invalid `page` is clamped.

    `left_out`: how many errors were counted but not kept.
    """
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
    return sheet(("feuille", "ligne", "colonne", "valeur", "raison", "que faire"), rows)
