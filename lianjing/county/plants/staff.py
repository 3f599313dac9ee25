"""Every planter about staff, by the question it plants for."""

from lianjing.county.plants.plot import Planter
from lianjing.county.plants.staff_hiring import interviews_that_turn_round, posts_for_one_person, relatives_on_the_panel
from lianjing.county.plants.staff_pay import leaders_who_reward_themselves, paid_twice
from lianjing.county.plants.staff_posts import key_posts_held_too_long, kin_in_key_posts
from lianjing.county.plants.staff_titles import files_used_twice, honoured_while_barred, too_many_excellent
from lianjing.county.plants.staff_work import (
    lent_out_too_long,
    paid_and_not_at_work,
    unchecked,
    without_the_certificate,
)

STAFF: list[tuple[str, Planter]] = [
    ("M-RS-01", posts_for_one_person),
    ("M-RS-02", relatives_on_the_panel),
    ("M-RS-03", interviews_that_turn_round),
    ("M-RS-04", paid_and_not_at_work),
    ("M-RS-05", unchecked),
    ("M-RS-06", without_the_certificate),
    ("M-RS-07", files_used_twice),
    ("M-RS-08", honoured_while_barred),
    ("M-RS-09", too_many_excellent),
    ("M-RS-10", leaders_who_reward_themselves),
    ("M-RS-11", paid_twice),
    ("M-RS-12", kin_in_key_posts),
    ("M-RS-13", key_posts_held_too_long),
    ("M-RS-14", lent_out_too_long),
]
