"""Who has an account in the demonstration, with its open user names and passwords."""

from __future__ import annotations

from dataclasses import dataclass

from amparo.demo import cast
from amparo.demo.cast import Person


@dataclass(frozen=True)
class Login:
    """An account of the demonstration. Its password is printed on purpose: it guards nothing."""

    username: str
    password: str


@dataclass(frozen=True)
class Employee:
    """One of the plan's people: `role` is a key of accounts/roles.py."""

    name: str
    email: str
    role: str
    login: Login


ANA = Login("ana.morales", "tres naranjos al sol")
BEN = Login("ben.carter", "old mesquite fence line")
CARLA = Login("carla.mendoza", "cuatro palomas en abril")
DEE = Login("dee.carter", "seven blue kites flying")
FRANK = Login("frank.duarte", "slow boats on the laguna")

TOM = Employee(
    "Tom Keller",
    "tom.keller@valle.example",
    "member_services",
    Login("tom.keller", "copper lantern by the river"),
)
IRENE = Employee(
    "Irene Castillo",
    "irene.castillo@valle.example",
    "supervisor",
    Login("irene.castillo", "gray herons over the canal"),
)
SAM = Employee(
    "Sam Okafor",
    "sam.okafor@valle.example",
    "administrator",
    Login("sam.okafor", "twelve windows facing east"),
)
STAFF = (TOM, IRENE, SAM)

ANSWERS = {"first_pet": "Canelo", "first_school": "Escuela Juárez Lincoln", "first_dish": "Arroz con leche"}

WITH_CODE: Person = cast.SUHARTI_ONE  # the desk has issued her an activation code
