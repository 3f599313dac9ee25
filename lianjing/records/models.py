"""Django's index of tables."""

from lianjing.records.burden import TypedValues
from lianjing.records.coverage import CoverageCell, CoverageRun, Draw, Gap, Supervisor
from lianjing.records.directives import Directive, DirectiveCall, DirectiveMove
from lianjing.records.exceptions import ModelException
from lianjing.records.handovers import Handover
from lianjing.records.impact import ImpactAssessment
from lianjing.records.imports import ColumnChoice, ImportBatch
from lianjing.records.journal import JournalEntry, JournalHead
from lianjing.records.lake import LakeTable, LedgerBatch
from lianjing.records.links import LinkDecision
from lianjing.records.meetings import AgendaLine, Attendance, Meeting, Outcome, Resolution, ResolutionMove
from lianjing.records.model_health import ModelSuspension
from lianjing.records.notices import Disclosure, NoticeFile, NoticeVersion
from lianjing.records.orgs import Edge, EdgeChange, Holding, Org, OrgPlace, Post
from lianjing.records.outgoing import OutgoingNotice
from lianjing.records.people import Account, Declaration, Person
from lianjing.records.powers import (
    LightCell,
    LightRun,
    Matter,
    MatterEvent,
    MatterHand,
    PowerDrawing,
    PowerOpinion,
    PowerVersion,
)
from lianjing.records.problems import Problem
from lianjing.records.public_log import PublicCheckpoint, PublicContent, PublicCosignature, PublicLeaf, PublicTile
from lianjing.records.public_questions import PublicMasking, PublicQuestion, PublicQuestionMove, SpentWork
from lianjing.records.rectifications import Rectification, RectificationMove
from lianjing.records.recusals import Recusal
from lianjing.records.redflags import FlagPaper, RedFlag
from lianjing.records.screening import Readiness, ScreeningRun
from lianjing.records.verifications import Verification, VerificationLook
from lianjing.records.waiting import Waiting
from lianjing.records.worklist import WorkCopy, WorkItem, WorkMove, WorkSignature

__all__ = [
    "Account",
    "AgendaLine",
    "Attendance",
    "ColumnChoice",
    "CoverageCell",
    "CoverageRun",
    "Declaration",
    "Directive",
    "DirectiveCall",
    "DirectiveMove",
    "Disclosure",
    "Draw",
    "Edge",
    "EdgeChange",
    "FlagPaper",
    "Gap",
    "Handover",
    "Holding",
    "ImpactAssessment",
    "ImportBatch",
    "JournalEntry",
    "JournalHead",
    "LakeTable",
    "LedgerBatch",
    "LightCell",
    "LightRun",
    "LinkDecision",
    "Matter",
    "MatterEvent",
    "MatterHand",
    "Meeting",
    "ModelException",
    "ModelSuspension",
    "NoticeFile",
    "NoticeVersion",
    "Org",
    "OrgPlace",
    "Outcome",
    "OutgoingNotice",
    "Person",
    "Post",
    "PowerDrawing",
    "PowerOpinion",
    "PowerVersion",
    "Problem",
    "PublicCheckpoint",
    "PublicContent",
    "PublicCosignature",
    "PublicLeaf",
    "PublicMasking",
    "PublicQuestion",
    "PublicQuestionMove",
    "PublicTile",
    "Readiness",
    "Rectification",
    "RectificationMove",
    "Recusal",
    "RedFlag",
    "Resolution",
    "ResolutionMove",
    "ScreeningRun",
    "SpentWork",
    "Supervisor",
    "TypedValues",
    "Verification",
    "VerificationLook",
    "Waiting",
    "WorkCopy",
    "WorkItem",
    "WorkMove",
    "WorkSignature",
]
