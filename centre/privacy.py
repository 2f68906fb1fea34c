"""Privacy declared beside the fields.

Every model of the house carries `privacy = Privacy(identifying="…", kept="…")`. A house test fails on a field
that is in neither list: nobody adds a column without saying what it is.

*identifying*: says or helps to say who a person is; erased with her, never copied outside the portal.
*kept*: may stay in figures once the person is erased.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Privacy:
    identifying: frozenset[str] = field(default_factory=frozenset)
    kept: frozenset[str] = field(default_factory=frozenset)

    def __init__(self, *, identifying: str = "", kept: str = ""):
        object.__setattr__(self, "identifying", frozenset(identifying.split()))
        object.__setattr__(self, "kept", frozenset(kept.split()))
