"""Where Celery finds the tasks of every room of the referrals."""

__all__: list[str] = []
