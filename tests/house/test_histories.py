"""What the journal wrote before a column existed keeps no value in it: its seals are computed on what was there."""

from django.apps import apps

from centre.models_journal import WriteEvent

# Its migration adds the column first, and the default after (centre 0010).
IN_TWO_STEPS = {("settingswriteevent", "two_to_publish")}


def test_a_history_column_has_no_default_of_the_database():
    histories = [model for model in apps.get_models() if issubclass(model, WriteEvent)]
    own = {field.name for field in WriteEvent._meta.get_fields()}
    with_default = {
        (model._meta.model_name, field.name)
        for model in histories
        for field in model._meta.fields
        if field.has_db_default() and field.name not in own
    }
    assert histories and with_default == IN_TWO_STEPS
