"""Every planter, by the question it plants for."""

from lianjing.county.plants.aid import AID
from lianjing.county.plants.canteen import CANTEEN
from lianjing.county.plants.clauses import CLAUSES
from lianjing.county.plants.enrolment import ENROLMENT
from lianjing.county.plants.finance_first import FINANCE_FIRST
from lianjing.county.plants.finance_later import FINANCE
from lianjing.county.plants.materials import MATERIALS
from lianjing.county.plants.plot import Planter
from lianjing.county.plants.process import PROCESS
from lianjing.county.plants.staff import STAFF
from lianjing.county.plants.worked_elsewhere import worked_elsewhere

PLANTERS: list[tuple[str, Planter]] = [
    *CANTEEN,
    *STAFF,
    *ENROLMENT,
    *PROCESS,
    *MATERIALS,
    *AID,
    *FINANCE_FIRST,
    *FINANCE,
    *CLAUSES,
    ("M-CW-22", worked_elsewhere),
]
