"""Words of a path that the observatory's addresses know."""

from django.urls import register_converter
from django.urls.converters import StringConverter, get_converters

from observatory.states import FileFormat, Mode


class ModeConverter(StringConverter):
    regex = "|".join(Mode.values)


class FormatConverter(StringConverter):
    regex = "|".join(FileFormat.values)


def register() -> None:
    """Once, whichever room asks first."""
    if "format" not in get_converters():
        register_converter(ModeConverter, "mode")
        register_converter(FormatConverter, "format")
