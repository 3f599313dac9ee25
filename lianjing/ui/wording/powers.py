"""Refusals of power items, their versions and matters."""

from django.utils.translation import gettext_lazy as _

from lianjing.domain.power.duties import Part

PARTS = {
    Part.ACCOUNTABLE: _("Answers for it"),
    Part.RESPONSIBLE: _("Does it too"),
    Part.CONSULTED: _("Watches it"),
    Part.INFORMED: _("Is told"),
}
QUESTIONS = {
    "who": _("Who answers for “%(step)s”?"),
    "together": _("May one person do both “%(step)s” and “%(other)s”?"),
    "days": _("How much time is there for “%(step)s”?"),
    "next": _("What comes right after “%(step)s”?"),
    "shown": _("Which of these may never be made public at “%(step)s”?"),
    "people": _("How many people at least do “%(step)s” together?"),
    "level": _("From %(amount)s on, who decides “%(step)s”?"),
    "risk": _("What guards against the risk at “%(step)s”?"),
    "grade": _("What grade of risk does “%(step)s” bear?"),
    "paper": _("What does “%(step)s” leave behind?"),
    "watch": _("Who watches “%(step)s” from outside?"),
}
ANSWERS = {
    "yes": _("Yes, that is allowed"),
    "no": _("No, never"),
    "trust": _("That we know each other"),
    "later": _("Doing the papers afterwards"),
    "id_number": _("Identity number"),
}
SENTENCES = {
    "power_step_unknown": _("%(power)s has no step %(step)s. Choose one of its steps."),
    "power_not_in_force": _(
        "No version of %(power)s is in force at this unit today, so nothing can be run by it. The bureau brings its "
        "list in with `lianjing tick`."
    ),
    "power_day_unknown": _("%(power)s knows no day called “%(day)s”. Choose one of the days on the form."),
    "matter_without_title": _("Say in a few words what it is about, for example “October rice”. No names of pupils."),
    "matter_title_long": _("The title has %(length)s signs; at most %(limit)s fit on the lists. Shorten it."),
    "matter_closed": _("This matter is closed. Nothing more is written to it; open a new one if there is more to do."),
    "step_otherwise": _(
        "Nothing is written down yet. As it is filled in, what is listed here would stand in your name: "
        "add what is missing, or, if it was so, write it down with it."
    ),
    "step_in_future": _("The time lies in the future. Write down a step once it was taken."),
    "step_too_old": _("The day lies before %(first)s, where the working calendar begins. Look at the year."),
    "amount_told": _("The amount was told already."),
    "step_unknown": _("Choose a step, or say in at most 40 signs what was done."),
    "colleague_unknown": _("One of the people named holds no post here today. Choose from the list."),
    "paper_unknown": _("This step leaves no paper called %(paper)s. Choose one of those on the form."),
    "hand_not_yours": _("Only the person named can say whether they were there."),
    "hand_settled": _("This was answered already."),
}
