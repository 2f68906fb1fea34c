"""Connections apart from Django's, as the application or as the owner of the tables."""

import psycopg
from django.db import connections

from centre.bench_seed import address
from centre.context import SYSTEM_EMAIL
from centre.models import User


def connect(alias: str, *, autocommit: bool = False, path: str = "public") -> psycopg.Connection:
    settings = connections[alias].settings_dict
    return psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        dbname=settings["NAME"],
        autocommit=autocommit,
        prepare_threshold=None,  # as Django asks: parsed and planned each time
        options=f"-c search_path={path}",
    )


def act_as(connection: psycopg.Connection, user_id: int) -> None:
    connection.execute("SELECT set_config('app.user_id', %s, true)", [str(user_id)])


def system_id() -> int:
    return User.objects.get(email=SYSTEM_EMAIL).pk


def account_id(name: str) -> int:
    return User.objects.get(email=address(name)).pk
