"""What is planted for the questions about purchases, contracts, invoices, signatures and payments to persons."""

from lianjing.county.plants.finance_orders import contracts_too_late, needs_cut_small, steps_turned_round
from lianjing.county.plants.finance_papers import false_invoices, nobody_decided, one_at_two_gates
from lianjing.county.plants.finance_persons import persons_and_cash, to_one_of_the_staff
from lianjing.county.plants.plot import Planter

FINANCE_FIRST: list[tuple[str, Planter]] = [
    ("M-CW-01", needs_cut_small),
    ("M-CW-02", steps_turned_round),
    ("M-CW-03", contracts_too_late),
    ("M-CW-04", false_invoices),
    ("M-CW-05", nobody_decided),
    ("M-CW-06", one_at_two_gates),
    ("M-CW-07", persons_and_cash),
    ("M-CW-08", to_one_of_the_staff),
]
