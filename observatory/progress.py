"""The progress of an edition's documents, in the words of its page."""

from centre.health import broker_answers
from observatory.models import AnnualReport
from observatory.states import STEPS, Mode, RenderState

UNAVAILABLE = (
    "Les documents sont momentanément indisponibles\u00a0: le serveur de tâches ne répond pas. "
    "Votre demande est gardée."
)


def of(report: AnnualReport) -> dict:
    """{"renders", "done", "value", "max", "label", "unavailable"}: the public form first."""
    every = report.renders.prefetch_related("files")
    renders = sorted(every, key=lambda render: render.mode == Mode.EXACT)
    running = [render for render in renders if render.state == RenderState.RUNNING]
    waiting = [render for render in renders if render.state == RenderState.WAITING]
    finished = len(renders) - len(running) - len(waiting)
    return {
        "renders": renders,
        "done": not running and not waiting,
        "value": finished * len(STEPS) + sum(render.step for render in running),
        "max": len(renders) * len(STEPS),
        "label": running[0].step_label if running else "En attente du serveur de tâches",
        "unavailable": UNAVAILABLE if waiting and not running and not broker_answers() else "",
    }
