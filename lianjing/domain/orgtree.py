"""Units of the county network: their kinds, and the paths that say who stands below whom."""

from enum import StrEnum


class OrgKind(StrEnum):
    """Every body the county's plan names is one of these kinds (mission W1, W2, D11)."""

    COUNTY = "county"
    COMMISSION = "commission"
    DISPATCHED_TEAM = "dispatched_team"
    TOWNSHIP_COMMITTEE = "township_committee"
    GUIDING_OFFICE = "guiding_office"
    BUREAU = "bureau"
    BUREAU_OFFICE = "bureau_office"
    SECTION = "section"
    SECOND_LEVEL_UNIT = "second_level_unit"
    LEADING_GROUP = "leading_group"
    LEADING_OFFICE = "leading_office"
    ORGAN_COMMITTEE = "organ_committee"
    TASK_FORCE = "task_force"
    SUPERVISION_GROUP = "supervision_group"
    CENTRAL_SCHOOL = "central_school"
    COUNTY_SCHOOL = "county_school"
    SCHOOL = "school"
