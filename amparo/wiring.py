"""Which event in one room causes which job in another: the whole table on one page."""

from amparo.kernel.events import Event

# event class -> names of the jobs that follow
FOLLOWS: dict[type[Event], tuple[str, ...]] = {}
