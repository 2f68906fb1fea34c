"""What goes into the production image, without building it."""

from django.conf import settings

from launcher.project import PROJECT

IGNORE = (PROJECT / ".dockerignore").read_text().splitlines()
ALLOWED = {line[1:] for line in IGNORE if line.startswith("!")}


def test_every_app_and_what_serves_it_are_in_the_image():
    own = {app for app in settings.INSTALLED_APPS if (PROJECT / app).is_dir()}
    folders = {"locale", "static", "templates"}
    files = {"manage.py", "gunicorn.conf.py", "requirements/production.txt"}
    assert own and own | folders | files == ALLOWED


def test_nothing_else_is():
    """A dump, a key or a workbook left beside the code stays out: all is refused first."""
    rules = [line for line in IGNORE if line and not line.startswith("#")]
    assert rules[0] == "*" and rules[-1] == "**/__pycache__"
