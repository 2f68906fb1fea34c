"""Path converters of the observatory's URLs."""

from django.urls import register_converter
from django.urls.converters import StringConverter, get_converters

from observatory.states import FileFormat, Mode


class ModeConverter(StringConverter):
    regex = "|".join(Mode.values)


class FormatConverter(StringConverter):
    regex = "|".join(FileFormat.values)


def register() -> None:
    """Register them once, whichever room is loaded first."""
    if "format" not in get_converters():
        register_converter(ModeConverter, "mode")
        register_converter(FormatConverter, "format")
