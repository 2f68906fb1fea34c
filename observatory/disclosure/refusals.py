"""Why nothing is published."""


class NothingPublished(Exception):
    """The promise cannot be shown to hold: nothing may leave the centre."""


class NotProved(NothingPublished):
    """The solver did not finish, or found nothing."""


class TooLarge(NothingPublished):
    """The register asks for more unknowns than can be thought of at once."""


class Contradiction(NothingPublished):
    """The counts given do not make one population."""


class Broken(NothingPublished):
    """A population made up to prove the promise does not give the publication it stands for."""


class TooClose(Exception):
    """The file active differs by few people from that of an edition already published: a correction may change the
    text, no figure. `difference`: how many people."""

    def __init__(self, difference: int):
        super().__init__("à quelques personnes près, c’est la file active d’une édition déjà publiée")
        self.difference = difference
