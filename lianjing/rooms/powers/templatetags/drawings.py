"""What is found in a drawing, in words."""

from django import template

from lianjing.domain.power.deviations import Finding
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.bpmn_model import Construct
from lianjing.engines.flowcharts.soundness import Fault
from lianjing.ui import wording
from lianjing.ui.wording import conformance
from lianjing.ui.wording.bpmn import CONSTRUCTS
from lianjing.ui.wording.power_versions import UNSOUND

register = template.Library()


@register.filter
def told(refusal: RuleBroken) -> str:
    """Return a refusal in words."""
    return wording.sentence(refusal)


@register.filter
def fault_words(fault: Fault) -> str:
    """Return why a chart is not sound."""
    return str(UNSOUND[fault.code]) % {"steps": "\u3001".join(fault.steps)}


@register.filter
def finding_words(finding: Finding) -> str:
    """Return what is otherwise than drawn."""
    return conformance.said(finding)


@register.filter
def construct_words(construct: Construct) -> str:
    """Return what becomes of something that is not followed."""
    return str(CONSTRUCTS[construct.code])
