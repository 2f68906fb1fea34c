"""What pay depends on: dated rates, where money goes, the centre's rule. Every write about them, one verb each."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from centre.mail import post
from centre.models import User
from centre.refusals import Refused
from networks.models import Interpreter, InterpreterRate, NetworkSettings, PayeeDetails
from networks.pay import access, months

REACHES_BACK = (
    "Ce tarif remonterait avant un relevé déjà émis (jusqu’au {day})\u00a0: choisissez une date postérieure."
)


@transaction.atomic
def set_rate(
    interpreter: Interpreter, *, hourly: Decimal, travel: Decimal, since: date, by: User, at: datetime
) -> InterpreterRate:
    """Give her this rate and this allowance from a day on; a rate of that very day is replaced."""
    if access.receives(interpreter, by):
        raise Refused(access.WHO_RECEIVES)
    try:
        with transaction.atomic():
            rate, _ = InterpreterRate.objects.update_or_create(
                interpreter=interpreter, since=since, defaults={"hourly": hourly, "travel": travel}
            )
    except IntegrityError as error:
        if "reach back" not in str(error):
            raise
        day = months.day_in_words(access.last_paid_day(interpreter))
        raise Refused(REACHES_BACK.format(day=day), field="since") from error
    return rate


@transaction.atomic
def save_payee(
    interpreter: Interpreter, *, legal_name: str, iban: str, siret: str, by: User, at: datetime
) -> PayeeDetails:
    """Where her money goes from now on; statements already issued keep what they say.

    She is told when it goes elsewhere, whoever said so: a borrowed session shows, and so does a wrong hand.
    """
    Interpreter.objects.select_for_update(of=["self"]).get(pk=interpreter.pk)
    details = PayeeDetails.objects.filter(interpreter=interpreter).first() or PayeeDetails(
        interpreter=interpreter
    )
    elsewhere = details.iban != iban and (details.iban or by.pk != interpreter.user_id)
    details.legal_name, details.iban, details.siret = legal_name, iban, siret
    details.save()
    if elsewhere and interpreter.user and not interpreter.user.has_ended:
        post(interpreter.user, "payee_changed")
    return details


@transaction.atomic
def change_rules(
    *, minimum_minutes: int, rounding_minutes: int, payer: str, by: User, at: datetime
) -> NetworkSettings:
    """Change the rule for what is not issued yet; drafts say that they are to be brought up to date."""
    settings = NetworkSettings.objects.select_for_update().get(pk=1)
    settings.minimum_minutes, settings.rounding_minutes = minimum_minutes, rounding_minutes
    settings.payer = payer
    settings.save(update_fields=["minimum_minutes", "rounding_minutes", "payer"])
    return settings
