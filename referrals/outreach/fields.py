"""A field that these forms share."""

from networks.missions.forms import LanguageField


class OptionalLanguageField(LanguageField):
    """One language by its name, or none; cleaned to its code, "" without any."""

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def clean(self, value):
        return super().clean(value) if value and value.strip(" ,;") else ""
