"""The ten townships as places on the map, and how many schools each has in the full county.

Townships are those of Jianshi; positions are rough (about two kilometres) and serve the travel limit of the
peer draw only. Schools, bodies and people in them are invented.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Township:
    """A township: name, position, number of schools at scale 1, region digits of its invented numbers."""

    name: str
    short: str
    lat: float
    lon: float
    schools: int
    region: int


TOWNSHIPS = (
    Township("业州镇", "业州", 30.602, 109.726, 28, 1),
    Township("高坪镇", "高坪", 30.560, 110.050, 17, 2),
    Township("红岩寺镇", "红岩", 30.505, 109.930, 12, 3),
    Township("景阳镇", "景阳", 30.370, 109.960, 14, 4),
    Township("官店镇", "官店", 30.270, 110.020, 18, 5),
    Township("花坪镇", "花坪", 30.440, 110.010, 16, 6),
    Township("长梁镇", "长梁", 30.690, 109.620, 20, 7),
    Township("茅田乡", "茅田", 30.720, 109.920, 10, 8),
    Township("龙坪乡", "龙坪", 30.690, 110.060, 10, 9),
    Township("三里乡", "三里", 30.570, 109.830, 11, 10),
)
COUNTY_REGION = 0
COUNTY_TOWN = TOWNSHIPS[0]


@dataclass(frozen=True)
class CountySchool:
    """A county-run school of the invented county: name, alias, stage, type, pupils."""

    name: str
    alias: str
    stage: str
    school_type: str
    pupils: int


# One tuple is one supervision group; the first school gives the group its name.
COUNTY_GROUPS: tuple[tuple[CountySchool, ...], ...] = (
    (CountySchool("云岭高级中学", "云岭高中", "high", "high_school", 3150),),
    (CountySchool("清江源高级中学", "清江源高中", "high", "high_school", 2540),),
    (CountySchool("朝阳中等职业技术学校", "朝阳职校", "vocational", "vocational_school", 2260),),
    (CountySchool("映山实验初级中学", "映山实验中学", "middle", "middle_school", 2180),),
    (CountySchool("望江初级中学", "望江中学", "middle", "middle_school", 1860),),
    (CountySchool("映山民族小学", "映山民小", "primary", "primary_school", 2390),),
    (
        CountySchool("朝阳实验小学", "朝阳实小", "primary", "primary_school", 2050),
        CountySchool("朝阳实验小学附属幼儿园", "朝阳附幼", "preschool", "kindergarten", 420),
    ),
    (
        CountySchool("云岭小学", "云岭小学本部", "primary", "primary_school", 1740),
        CountySchool("云岭小学东校区", "云岭东小", "primary", "primary_school", 640),
    ),
    (
        CountySchool("春晖幼儿园", "春晖园", "preschool", "kindergarten", 540),
        CountySchool("春晖幼儿园清江分园", "春晖分园", "preschool", "kindergarten", 310),
    ),
)
