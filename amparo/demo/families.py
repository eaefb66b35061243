"""Invents the demo's other families from a seed: Rio Grande Valley, half with Spanish names, nobody real."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from amparo.coverage.names import match_key
from amparo.demo.cast import BRONZE, DENTAL, PEOPLE, SILVER, VISION, Household, Person, Product

SPANISH_LAST = (
    "Aguilar Alaniz Ayala Ballí Barrera Benavides Cantú Cárdenas Castillo Cavazos Chapa Cisneros "
    "Contreras Cortez De la Garza Elizondo Escamilla Farías Flores Galván García Garza Gómez González "
    "Guerra Gutiérrez Guzmán Hernández Hinojosa Jiménez Lerma López Lozano Maldonado Martínez Medrano "
    "Mejía Montemayor Muñiz Nájera Núñez Olivares Ortega Ortiz Peña Quintanilla Ramírez Rangel Reyna Ríos "
    "Robles Rodríguez Saldaña Sánchez Sauceda Solís Tamez Treviño Urbina Valdez Vela Villarreal Ybarra "
    "Zamora"
)
ENGLISH_LAST = (
    "Adams Baker Bennett Boyd Brewer Burke Caldwell Chambers Clark Collins Cooper Crawford Dawson Dixon "
    "Ellis Evans Fletcher Foster Gibson Graham Hale Harper Hayes Holt Hughes Irwin Jenkins Keller Kim "
    "Lambert Larson Le Lowe Mason McAllister Meyer Nash Nguyen O'Brien Owens Parker Patel Pierce Porter "
    "Reed Rhodes Santos Shaw Singh Stone Sutton Tran Turner Vaughn Wade Watts Webb Whitaker Yates Young"
)
SPANISH_WOMEN = (
    "Adriana Alicia Amalia Beatriz Blanca Carmen Claudia Cristina Diana Dolores Esmeralda Esperanza "
    "Gloria Graciela Guadalupe Irma Isabel Josefina Leticia Lorena Lucía Magdalena Margarita María "
    "Marisol Martha Mónica Norma Patricia Rebeca Rocío Rosario Sandra Silvia Teresa Verónica Ximena "
    "Yolanda"
)
SPANISH_MEN = (
    "Alberto Alejandro Andrés Antonio Arturo Carlos César Daniel David Eduardo Emilio Enrique Ernesto "
    "Fernando Gerardo Gilberto Guillermo Gustavo Ignacio Javier Jesús Joaquín Jorge José Julio Leonardo "
    "Luis Manuel Marcos Miguel Óscar Pablo Pedro Rafael Raúl Ricardo Roberto Rubén Salvador Sergio Tomás "
    "Vicente"
)
ENGLISH_WOMEN = (
    "Alice Amy Anna Beth Carol Cheryl Claire Denise Diane Emily Erin Grace Hannah Heather Jane Janet Jill "
    "Joan Julie Karen Kate Laura Linda Lisa Lynn Megan Minh Nancy Nora Priya Rachel Ruth Sarah Sharon "
    "Susan Tina Wendy"
)
ENGLISH_MEN = (
    "Aaron Adam Alan Brian Carl Chad Dale Dennis Derek Doug Eric Frank Gary George Glenn Greg Henry Jack "
    "James Jason Jeff Jin Joel John Keith Kevin Larry Mark Neil Owen Paul Peter Philip Ray Russell Scott "
    "Sean Steve Todd Walter"
)
STREETS = (
    "Acacia Anaqua Bluebonnet Buenaventura Cenizo Daffodil Ebano Fresno Granjeno Hibiscus Iris Jazmín "
    "Kumquat Lantana Laurel Mango Manzano Nogal Olivo Orquídea Palmito Primavera Quince Robledal Sabal "
    "Sabino Tangelo Toronja Uvalde Violeta Yucca Zinnia"
)
KINDS = ("St", "Ave", "Dr", "Ln", "Rd", "Ct")
PLACES = (
    ("McAllen", "78501", "215"),
    ("McAllen", "78503", "215"),
    ("McAllen", "78504", "215"),
    ("Edinburg", "78539", "215"),
    ("Edinburg", "78541", "215"),
    ("Mission", "78572", "215"),
    ("Mission", "78574", "215"),
    ("Pharr", "78577", "215"),
    ("San Juan", "78589", "215"),
    ("Alamo", "78516", "215"),
    ("Donna", "78537", "215"),
    ("Weslaco", "78596", "215"),
    ("Mercedes", "78570", "215"),
    ("Harlingen", "78550", "061"),
    ("Harlingen", "78552", "061"),
    ("San Benito", "78586", "061"),
    ("Brownsville", "78520", "061"),
    ("Brownsville", "78521", "061"),
    ("Brownsville", "78526", "061"),
    ("Raymondville", "78580", "489"),
    ("Rio Grande City", "78582", "427"),
)
MAILS = ("example.com", "example.net", "example.org")
AREAS = (*range(449, 468), *range(627, 646))


def invent(*, families: int, today: date, seed: int) -> list[Person]:
    """So many families, subscriber first in each; the same seed and year give the same people."""
    source = _Source(Random(seed), today.year)  # noqa: S311
    people: list[Person] = []
    for n in range(families):
        people += source.family(n)
    return people


class _Source:
    """Draws names and numbers; a number is drawn once only."""

    def __init__(self, draw: Random, year: int) -> None:
        self.draw, self.year = draw, year
        self.used = {person.ssn for person in PEOPLE} | {p.household.subscriber_no for p in PEOPLE}

    def family(self, n: int) -> list[Person]:
        draw = self.draw
        spanish = n % 2 == 0
        city, zip5, county = draw.choice(PLACES)
        street = f"{draw.randint(100, 9899)} {draw.choice(_names(STREETS))} {draw.choice(KINDS)}"
        home = Household(self._number(70_000_000, 89_999_999), street, city, zip5, county, broker=n % 3)
        language = "es" if draw.random() < (0.92 if spanish else 0.1) else "en"
        medical = draw.choice((SILVER, SILVER, BRONZE))
        covers = (medical, *(p for p, share in ((DENTAL, 0.5), (VISION, 0.35)) if draw.random() < share))
        last = self._last(spanish)
        born = self.year - draw.randint(24, 63)
        first = self._adult(home, 1, last, born, spanish, language, covers)
        people = [first]
        if draw.random() < 0.62:
            partner = "M" if first.gender == "F" else "F"
            name = last if draw.random() < 0.75 else self._last(spanish)
            spouse = self._adult(
                home, 2, name, born + draw.randint(-5, 5), spanish, language, covers, partner
            )
            people.append(replace(spouse, relationship="01"))
        for _ in range(draw.choice((0, 0, 1, 1, 2, 2, 3) if born < self.year - 27 else (0, 0, 1))):
            people.append(self._child(home, len(people) + 1, first, born, spanish, covers))
        return people

    def _adult(
        self,
        home: Household,
        number: int,
        last: str,
        born: int,
        spanish: bool,
        language: str,
        covers: tuple[Product, ...],
        gender: str = "",
    ) -> Person:
        draw = self.draw
        gender = gender or draw.choice("FM")
        first = self._first(gender, spanish)
        mail = f"{match_key(first)}.{match_key(last)}{draw.randint(1, 999)}@{draw.choice(MAILS)}"
        return Person(
            f"{home.subscriber_no}-{number}",
            home,
            number,
            first,
            last,
            self._birthday(min(born, self.year - 20)),
            gender,
            "",
            middle_name=self._first(gender, spanish) if draw.random() < 0.3 else "",
            ssn=self._ssn() if draw.random() < 0.9 else "",
            email=mail if draw.random() < 0.8 else "",
            phone=f"956555{draw.randint(200, 9999):04d}" if draw.random() < 0.9 else "",
            language=language,
            covers=covers,
        )

    def _child(
        self,
        home: Household,
        number: int,
        parent: Person,
        born: int,
        spanish: bool,
        covers: tuple[Product, ...],
    ) -> Person:
        draw = self.draw
        age = draw.randint(0, max(0, min(25, self.year - born - 20)))
        gender = draw.choice("FM")
        grown = age >= 19
        first = self._first(gender, spanish)
        return Person(
            f"{home.subscriber_no}-{number}",
            home,
            number,
            first,
            parent.last_name,
            self._birthday(self.year - max(age, 1)),
            gender,
            "",
            relationship="19",
            ssn=self._ssn() if draw.random() < 0.75 else "",
            email=f"{match_key(first)}.{match_key(parent.last_name)}{number}@example.net" if grown else "",
            phone=f"956555{draw.randint(200, 9999):04d}" if grown else "",
            language=parent.language if draw.random() < 0.5 else "en",
            covers=covers,
        )

    def _last(self, spanish: bool) -> str:
        if not spanish:
            return self.draw.choice(ENGLISH_LAST.split())
        two = self.draw.random() < 0.3
        return " ".join(self.draw.sample(_names(SPANISH_LAST), 2 if two else 1)).replace("_", " ")

    def _first(self, gender: str, spanish: bool) -> str:
        women, men = (SPANISH_WOMEN, SPANISH_MEN) if spanish else (ENGLISH_WOMEN, ENGLISH_MEN)
        return self.draw.choice(_names(women if gender == "F" else men))

    def _birthday(self, year: int) -> date:
        return date(year, self.draw.randint(1, 12), self.draw.randint(1, 28))

    def _ssn(self) -> str:
        while True:
            ssn = f"{self.draw.choice(AREAS)}{self.draw.randint(1, 99):02d}{self.draw.randint(1, 9999):04d}"
            if ssn not in self.used:
                self.used.add(ssn)
                return ssn

    def _number(self, low: int, high: int) -> str:
        while (number := str(self.draw.randint(low, high))) in self.used:
            pass
        self.used.add(number)
        return number


def _names(text: str) -> list[str]:
    return text.replace("De la Garza", "De_la_Garza").split()
