"""`make demo`: the whole portal with its demo data, until someone stops it."""

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from . import envfile, environment, libraries, schema, services
from .portal import Portal
from .ports import bind_as_a_server
from .processes import Environment, last_words, spawn, wait_or_kill
from .project import PYTHON, Failure, say

PASSWORD = "demo-portail-2026"
ACCOUNTS = {
    "administration": "comptes, rôles et journal",
    "coordination": "toute la vie du centre, bilans compris",
    "therapeute": "ses suivis et ses séances",
    "interprete": "ses missions, sans aucun nom",
    "orienteur": "ses propres orientations",
    "benevole": "s'inscrire aux groupes, suivre sa place ; la cellule d'écoute",
    "animation": "ses groupes, leurs participants",
    "accueil": "une structure d'accueil",
    "financeur": "les bilans publiés",
}
FIRST_ANSWER_SECONDS = 90


@dataclass
class Service:
    """A process of the demo; `vital` means that the demo is over when it dies."""

    label: str
    argv: list[str | Path]
    log: Path
    vital: bool = False
    process: subprocess.Popen | None = field(default=None, init=False)

    def start(self, env: Environment) -> None:
        self.process = spawn([PYTHON, "-m", *self.argv], env=env, log=self.log)

    def watch(self, env: Environment) -> None:
        """Notice a death: the end for a vital service, a new start for the others."""
        if self.process is None or self.process.poll() is None:
            return
        died = f"{self.label} s'est arrêté (code {self.process.returncode}). {last_words(self.log)}"
        if self.vital:
            raise Failure(died)
        say(f"{died}\nRedémarrage de : {self.label}.")
        time.sleep(1)
        self.start(env)


def run(portal: Portal) -> int:
    port = _chosen_port()
    _refuse_twin(portal)  # before the port, which its twin holds
    _refuse_busy(port)
    environment.ensure("demo")
    libraries.ensure_for_documents()
    portal.prepare()
    url = f"http://127.0.0.1:{port}"
    settings = {"PORTAL_DEMO": "1", "PORTAL_ORIGIN": os.environ.get("PORTAL_ORIGIN") or url}
    with ExitStack() as stack:
        addresses = stack.enter_context(services.own_servers(portal, **settings))
        env = services.environment(portal, **settings) | addresses
        _prepare_data(portal, env)
        running = _services(portal, port)
        stack.callback(_stop_all, running)
        for service in running:
            service.start(env)
        _wait_until_healthy(url, running, env)
        print(_welcome(url), flush=True)
        while True:
            time.sleep(0.5)
            for service in running:
                service.watch(env)


def _prepare_data(portal: Portal, env: Environment) -> None:
    say("Préparation des données…")
    schema.migrate(portal, env)
    schema.collect_static(portal, env)
    schema.seed(portal, env)


def _services(portal: Portal, port: int) -> list[Service]:
    logs, celery = portal.logs, ["celery", "-A", "centre.celery"]
    worker = ["worker", "--concurrency", "1", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    beat = ["beat", "--schedule", portal.var / "celerybeat-schedule", "--pidfile", "", "--loglevel", "INFO"]
    web = ["gunicorn", "centre.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    web += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
    web += ["--access-logfile", str(logs / "web-access.log")]
    return [
        Service("Le travailleur", [*celery, *worker], logs / "worker.log"),
        Service("Le planificateur", [*celery, *beat], logs / "scheduler.log"),
        Service("Le serveur web", web, logs / "web.log", vital=True),
    ]


def _stop_all(running: list[Service]) -> None:
    """All are told at once, then waited for: nobody likes a slow Ctrl-C."""
    started = [service.process for service in running if service.process is not None]
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in started:
        wait_or_kill(process)


def _chosen_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Failure(f"PORT vaut « {text} » : donnez un numéro de port, par exemple PORT=8001.")
    return int(text)


def _refuse_busy(port: int) -> None:
    try:
        bind_as_a_server(port)
    except PermissionError:
        raise Failure(f"Le port {port} est réservé au système. Essayez : make demo PORT=8000") from None
    except OSError:
        advice = f"Libérez-le ou choisissez-en un autre : make demo PORT={port + 1}"
        raise Failure(f"Le port {port} est déjà occupé. {advice}") from None


def _refuse_twin(portal: Portal) -> None:
    running = envfile.read(portal.running_file)
    if "PORTAL_DEMO" in running and portal.is_owned():
        where = f"{running['PORTAL_ORIGIN']}/ (données : {portal.var})"
        raise Failure(f"Une démo tourne déjà ici : {where}. Arrêtez-la, ou choisissez un autre PORTAL_VAR.")


def _wait_until_healthy(url: str, running: list[Service], env: Environment) -> None:
    deadline = time.monotonic() + FIRST_ANSWER_SECONDS
    while (state := _health(url)) != "ok":
        for service in running:
            service.watch(env)
        if time.monotonic() > deadline:
            logs = "\n".join(last_words(service.log) for service in running)
            raise Failure(f"Le portail ne répond pas ({state}).\n{logs}")
        time.sleep(0.2)


def _health(url: str) -> str:
    """`ok`, or what is wrong."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{url}/healthz/", timeout=5) as answer:
            return "ok" if json.load(answer) else "réponse vide"
    except urllib.error.HTTPError as refusal:
        return f"{refusal.code} {refusal.read(300).decode(errors='replace')}"
    except (OSError, ValueError) as silence:
        return str(silence)


def _welcome(url: str) -> str:
    width = max(map(len, ACCOUNTS)) + len("@demo.example")
    lines = (f"    {name + '@demo.example':<{width}}   {purpose}" for name, purpose in ACCOUNTS.items())
    accounts = "\n".join(lines)
    return f"""
Le portail est prêt : {url}/

  Comptes de démonstration (mot de passe : {PASSWORD})
{accounts}

Ctrl-C arrête tout.
"""
