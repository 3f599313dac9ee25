"""What a question from outside says: whether it accuses a person, and which answered ones are like it. No Django."""

from lianjing.engines.asking.alike import Known, most_alike
from lianjing.engines.asking.screening import Heard, QuestionWords, heard

__all__ = ["Heard", "Known", "QuestionWords", "heard", "most_alike"]
