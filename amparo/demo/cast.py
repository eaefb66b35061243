"""The named people of the demo and the tests: Ana, Ben, Carla, Dee and their neighbours, all invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Product:
    """A product of the sample plan as the enrolment file names it: HD03, REF 1L, HD04."""

    line: str
    code: str
    text: str


SILVER = Product("PPO", "SLV1500", "PPO SILVER 1500")
BRONZE = Product("EPO", "BRZHSA", "EPO BRONZE HSA")
DENTAL = Product("DEN", "DEN100", "DENTAL 100")
VISION = Product("VIS", "VIS50", "VISION 50")


@dataclass(frozen=True)
class Household:
    """A family: its subscriber number, home and broker (an index into enrolment.BROKERS)."""

    subscriber_no: str
    street: str
    city: str
    zip5: str
    county: str = "215"  # Hidalgo County, Texas
    broker: int = 0


@dataclass(frozen=True)
class Person:
    """One person as they write themselves; the file writes capitals without accents, as such files do."""

    key: str
    household: Household
    number: int  # within the household: 1 subscriber, 2 …
    first_name: str
    last_name: str
    birth_on: date
    gender: str
    about: str
    middle_name: str = ""
    relationship: str = "18"
    ssn: str = ""
    email: str = ""
    phone: str = ""
    language: str = "en"
    covers: tuple[Product, ...] = (SILVER,)
    ended_months: int = 0  # cover ended so many months ago
    died_months: int = 0
    restricted: bool = False

    @property
    def member_no(self) -> str:
        return f"{self.household.subscriber_no}{self.number:02d}"

    @property
    def zip5(self) -> str:
        return self.household.zip5


MORALES = Household("48210937", "1204 Jacaranda Ave", "McAllen", "78501", broker=0)
CARTER = Household("51730264", "317 Ebony Ln", "Edinburg", "78539", broker=1)
MENDOZA = Household("60418852", "88 Retama St", "Mission", "78572", broker=0)
RIVERA = Household("62095517", "2216 Huisache Dr", "Pharr", "78577", broker=2)
BROOKS = Household("63377140", "905 Sugar Cane Rd", "Weslaco", "78596", broker=1)
OCHOA = Household("64850229", "41 Palma Real Ct", "Harlingen", "78550", "061", broker=2)
SALINAS = Household("65912306", "730 Mesquite Cir", "McAllen", "78504", broker=2)
DUARTE = Household("66140873", "1519 Citrus Row", "San Juan", "78589", broker=0)
TIJERINA = Household("67028415", "62 Anacua Way", "Donna", "78537", broker=1)
LONGORIA = Household("67733068", "403 Bougainvillea Blvd", "Brownsville", "78520", "061", broker=1)
PEREZ_ONE = Household("68241190", "2801 Nopal St", "Alamo", "78516", broker=0)
PEREZ_TWO = Household("68241387", "19 Colorin Dr", "Alamo", "78516", broker=0)
SUHARTI = Household("69553021", "556 Mulberry St", "Brownsville", "78521", "061", broker=2)

ANA = Person(
    "ana", MORALES, 1, "Ana", "Morales", date(1984, 3, 12), "F", "mid-life member with a family", "Lucía",
    ssn="459371826", email="ana.morales@example.com", phone="9565550111", covers=(SILVER, DENTAL, VISION),
)  # fmt: skip
LUIS = Person(
    "luis", MORALES, 2, "Luis", "Morales", date(1982, 11, 5), "M", "Ana's husband", relationship="01",
    ssn="462158093", email="ana.morales@example.com", phone="9565550112", language="es",
    covers=(SILVER, DENTAL),
)  # fmt: skip
MATEO = Person(
    "mateo", MORALES, 3, "Mateo", "Morales", date(2004, 6, 19), "M", "Ana's grown son", relationship="19",
    ssn="638274015", email="mateo.morales@example.com", phone="9565550113",
)  # fmt: skip
SOFIA = Person(
    "sofia", MORALES, 4, "Sofía", "Morales", date(2015, 9, 30), "F", "Ana's daughter, a minor",
    relationship="19", ssn="640519278", covers=(SILVER, DENTAL),
)  # fmt: skip
BEN = Person(
    "ben", CARTER, 1, "Benjamin", "Carter", date(1971, 1, 24), "M", "subscriber; goes by Ben",
    ssn="451806237", email="ben.carter@example.net", phone="9565550121", covers=(BRONZE,),
)  # fmt: skip
DEE = Person(
    "dee", CARTER, 2, "Dee", "Carter", date(1973, 7, 8), "F", "Ben's wife, a dependant", relationship="01",
    ssn="457912680", email="dee.carter@example.net", phone="9565550122", covers=(BRONZE,),
)  # fmt: skip
CARLA = Person(
    "carla", MENDOZA, 1, "Carla", "Mendoza", date(1979, 4, 2), "F", "subscriber of another family",
    ssn="463750912", email="carla.mendoza@example.org", phone="9565550131", language="es",
    covers=(SILVER, VISION),
)  # fmt: skip
HUGO = Person(
    "hugo", MENDOZA, 2, "Hugo", "Mendoza", date(2003, 2, 17), "M", "Carla's grown twin, with her SSN",
    relationship="19", ssn="463750912", email="hugo.mendoza@example.org", phone="9565550132", language="es",
)  # fmt: skip
IVAN = Person(
    "ivan", MENDOZA, 3, "Iván", "Mendoza", date(2003, 2, 17), "M", "the other twin, likewise",
    relationship="19", ssn="463750912", email="ivan.mendoza@example.org", phone="9565550133", language="es",
)  # fmt: skip
ROSA = Person(
    "rosa", RIVERA, 1, "Rosa Elena", "García Rivera", date(1968, 8, 23), "F", "unregistered; Spanish, SSN",
    ssn="455620381", email="rosa.garcia@example.com", phone="9565550141", language="es",
)  # fmt: skip
WALTER = Person(
    "walter", BROOKS, 1, "Walter", "Brooks", date(1959, 12, 1), "M", "unregistered; English, no SSN on file",
    email="walter.brooks@example.com", phone="9565550151", covers=(BRONZE, DENTAL),
)  # fmt: skip
ELENA = Person(
    "elena", OCHOA, 1, "Elena", "Ochoa", date(1990, 5, 14), "F", "unregistered; English, SSN",
    ssn="641830927", email="elena.ochoa@example.com", phone="9565550161", covers=(SILVER, DENTAL),
)  # fmt: skip
GABRIEL = Person(
    "gabriel", SALINAS, 1, "Gabriel", "Salinas", date(1980, 10, 10), "M", "subscriber, restricted dependants",
    ssn="464280157", email="gabriel.salinas@example.com", phone="9565550171", language="es",
)  # fmt: skip
PILAR = Person(
    "pilar", SALINAS, 2, "Pilar", "Salinas", date(1981, 3, 3), "F", "his wife, restricted (INS13 = R)",
    relationship="01", ssn="464280739", email="pilar.salinas@example.org", phone="9565550172", language="es",
    restricted=True,
)  # fmt: skip
NOEMI = Person(
    "noemi", SALINAS, 3, "Noemí", "Salinas", date(2012, 1, 15), "F", "a minor whom the file restricts",
    relationship="19", restricted=True,
)  # fmt: skip
OMAR = Person(
    "omar", SALINAS, 4, "Omar", "Salinas", date(2014, 6, 6), "M", "her brother, not restricted",
    relationship="19",
)  # fmt: skip
FRANK = Person(
    "frank", DUARTE, 1, "Francisco", "Duarte", date(1975, 2, 28), "M", "former, within grace; goes by Frank",
    ssn="458163940", email="frank.duarte@example.com", phone="9565550181", ended_months=6,
)  # fmt: skip
GLORIA = Person(
    "gloria", TIJERINA, 1, "Gloria", "Tijerina", date(1964, 9, 9), "F", "former member, beyond grace",
    ssn="452739016", email="gloria.tijerina@example.com", phone="9565550191", language="es", ended_months=30,
)  # fmt: skip
HECTOR = Person(
    "hector", LONGORIA, 1, "Héctor", "Longoria", date(1948, 7, 21), "M", "has died", ssn="450917382",
    email="longoria.family@example.com", phone="9565550101", language="es", ended_months=3, died_months=3,
)  # fmt: skip
JUAN = Person(
    "juan", PEREZ_ONE, 1, "Juan", "Pérez", date(1977, 5, 5), "M", "same name, birth date and SSN",
    ssn="465019283", email="juan.perez@example.com", phone="9565550102", language="es",
)  # fmt: skip
JUAN_TOO = Person(
    "juan_too", PEREZ_TWO, 1, "Juan", "Pérez", date(1977, 5, 5), "M", "the other one",
    ssn="465019283", email="jperez@example.net", phone="9565550103", language="es",
)  # fmt: skip
SUHARTI_ONE = Person(
    "suharti", SUHARTI, 1, "", "Suharti", date(1986, 11, 30), "F", "has one name only",
    ssn="642907315", email="suharti@example.org", phone="9565550104", covers=(BRONZE,),
)  # fmt: skip

PEOPLE: tuple[Person, ...] = (
    *(ANA, LUIS, MATEO, SOFIA, BEN, DEE, CARLA, HUGO, IVAN, ROSA, WALTER, ELENA),
    *(GABRIEL, PILAR, NOEMI, OMAR, FRANK, GLORIA, HECTOR, JUAN, JUAN_TOO, SUHARTI_ONE),
)
"""Everybody, family by family, subscriber first."""

UNREGISTERED: tuple[Person, ...] = (ROSA, WALTER, ELENA)
"""Those the demo offers for registering."""


def by_key(key: str) -> Person:
    """The person with this key; KeyError where there is none."""
    return {person.key: person for person in PEOPLE}[key]
