"""Where Celery finds the tasks of every room of the networks."""

__all__: list[str] = []
