"""Migrations that touch many models at once, quickly.

Django renders every model related to a changed one after each operation: with a history per model and everybody linked
to whoever acted, that is all of them, hundreds of times. Here models are rendered once before and once after.
"""

from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation


class Together(Operation):
    """The same operations in the same order, between two states of the models instead of one more each.

    A model created here is created whole: what the others add to it is already in it.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: list[Operation]):
        self.operations = operations

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # rendered again when somebody looks
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self._to_run():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self._to_run()):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def _to_run(self) -> list[Operation]:
        created = {one.name_lower for one in self.operations if isinstance(one, CreateModel)}
        return [
            one
            for one in self.operations
            if not (isinstance(one, AddField | AddConstraint | AddIndex) and one.model_name_lower in created)
        ]

    def describe(self):
        return f"{len(self.operations)} operations together"
