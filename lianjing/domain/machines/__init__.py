"""The machines of the house, one file each; `ALL` is what documents and tests walk through."""

from types import MappingProxyType

from lianjing.domain.machine import Machine
from lianjing.domain.machines.directive import DIRECTIVE
from lianjing.domain.machines.disclosure import DISCLOSURE
from lianjing.domain.machines.edge_change import EDGE_CHANGE
from lianjing.domain.machines.handover import HANDOVER
from lianjing.domain.machines.impact import IMPACT
from lianjing.domain.machines.intake_batch import INTAKE_BATCH
from lianjing.domain.machines.matter import MATTER
from lianjing.domain.machines.meeting import MEETING
from lianjing.domain.machines.objection import OBJECTION
from lianjing.domain.machines.power_version import POWER_VERSION
from lianjing.domain.machines.problem import PROBLEM
from lianjing.domain.machines.rectification import RECTIFICATION
from lianjing.domain.machines.recusal import RECUSAL
from lianjing.domain.machines.redflags import RED_FLAG
from lianjing.domain.machines.resolution import RESOLUTION
from lianjing.domain.machines.verification import VERIFICATION
from lianjing.domain.machines.workitem import WORK_ITEM

ALL: MappingProxyType[str, Machine] = MappingProxyType(
    {
        machine.name: machine
        for machine in (
            RED_FLAG,
            RECTIFICATION,
            PROBLEM,
            RECUSAL,
            WORK_ITEM,
            INTAKE_BATCH,
            HANDOVER,
            IMPACT,
            EDGE_CHANGE,
            POWER_VERSION,
            MATTER,
            OBJECTION,
            MEETING,
            RESOLUTION,
            DISCLOSURE,
            DIRECTIVE,
            VERIFICATION,
        )
    }
)
