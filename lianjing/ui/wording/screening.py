"""Refusals of screening, of models and of an evaluation."""

from django.utils.translation import gettext_lazy as _

AREAS = {
    "enrolment": _("Enrolment"),
    "staff": _("Staff"),
    "materials": _("Teaching materials"),
    "aid": _("Student aid"),
    "canteen": _("Canteen"),
    "finance": _("Finance"),
    "process": _("Process"),
    "procurement": _("Procurement"),
}
HEALTH = {
    "open": _("Open"),
    "innocent": _("Closed: an innocent reason"),
    "right": _("Closed: put right, or handed on"),
    "share": _("Share that was right"),
    "objections": _("Objections to the question"),
}
STANDINGS = {
    "experimental": ("grey", _("Experimental: asked in trials on invented counties only")),
    "trial": ("blue", _("On trial")),
    "live": ("green", _("Live")),
    "suspended": ("red", _("Suspended itself")),
    "retired": ("grey", _("Retired")),
}
SENTENCES = {
    "wake_without_reason": _(
        "Say why the model may ask again: its page shows the reason to everybody who reads flags."
    ),
    "wake_over": _("Model %(model)s is not suspended in this version. Nothing was changed."),
    "wake_twice": _(
        "Model %(model)s was woken once in version %(version)s and failed again. Change the question and raise its "
        "version; then it begins anew."
    ),
    "model_unknown": _("There is no supervision model %(model)s. `lianjing model list` names them."),
    "models_not_found": _(
        "There is no model in %(folder)s. It holds a folder for each area, such as canteen/M-ST-99.yaml beside its sql."
    ),
    "model_not_as_it_says": _(
        "These models have faults, or their examples do not flag what they say: %(models)s. Nothing was locked. "
        "`lianjing model check` names each."
    ),
    "model_not_proven": _(
        "These models are not as they were when their examples were last run: %(models)s. Nobody was asked anything. "
        "Run `lianjing model check`, then `lianjing model lock`."
    ),
    "model_known": _("There is a model %(model)s already. Choose another number."),
    "area_unknown": _("There is no area “%(area)s”. There are: %(known)s."),
    "model_failed": _(
        "Model %(model)s could not be run by %(engine)s: %(fault)s. Nobody is asked by it. Run "
        "`lianjing model check %(model)s`."
    ),
    "model_output_wrong": _(
        "Model %(model)s gave rows that break its contract: %(fault)s. Nobody is asked by it. Run "
        "`lianjing model check %(model)s`."
    ),
    "model_changed_under_its_version": _(
        "These models changed what they ask and kept their version: %(models)s. Raise `version` in their YAML, "
        "for flags name the version that raised them."
    ),
    "table_unknown": _("A model reads a table %(table)s, and no format under catalogue/formats describes it."),
    "day_not_today": _(
        "%(day)s is not today. Questions from the lake are put to people with today's clocks; to ask as on another "
        "day, screen a directory: lianjing screen DIR --on %(day)s."
    ),
    "engine_unknown": _("“%(engine)s” is no engine. Leave --engine out for DuckDB, or write sc://host:port."),
    "engine_not_installed": _(
        "%(engine)s is Spark Connect, and pyspark is not installed here. Install pyspark[connect] 4.2 beside Lianjing "
        "(docs/how-to/run-on-spark.md)."
    ),
    "engine_not_reached": _("Nobody answers as Spark Connect at %(engine)s. Start the server there, then try again."),
    "standard_unknown": _("“%(standard)s” is no standard that comes in here. There are: %(known)s."),
    "school_unknown": _("%(school)s is no school whose ledgers this person hands in. Give its code with --school."),
    "school_unnamed": _(
        "%(file)s is a table of schools and no row names one. Add the column of the school's code, or call the file "
        "by the school's name or code."
    ),
    "truth_missing": _(
        "There is no %(file)s in the directory. An evaluation compares flags with what was planted; the form is in "
        "docs/reference/county-folder.md."
    ),
    "truth_file_wrong": _(
        "The truth file is wrong at %(at)s: %(fault)s. The form is in docs/reference/county-folder.md."
    ),
    "truth_verdict_unknown": _("“%(verdict)s” is no verdict of a truth file. Write irregular, innocent or beside."),
    "exception_of_posts": _(
        "This question is about posts, not rows. Who may hold two posts is settled in the network."
    ),
    "exception_sealed": _("A sealed question has no exception: both people named on it weigh it."),
    "exception_tied": _(
        "You may not review this question, so you may not have it silenced either: somebody without a tie decides."
    ),
    "exception_without_reason": _(
        "Say why the question need not be put: whoever agrees reads it, and the journal keeps it."
    ),
    "exception_too_long": _(
        "An exception ends after today and by %(longest)s (county default), not on %(until)s. Choose a day between."
    ),
    "exception_own": _("You asked for this exception, so somebody else has to agree."),
    "exception_over": _("This exception is settled or over. Nothing was changed."),
    "weighing_open": _("One step is signed already. Sign it or put it back before another."),
    "weighing_none": _("Nothing waits for a second signature here."),
    "weighing_own": _("You signed this step, so the other person on the flag has to sign it too."),
    "weighing_first_gone": _(
        "Whoever signed first may not weigh this flag any more. Put the step back and sign your own."
    ),
    "weighing_put_back_why": _("Say why you do not sign: the other person reads it."),
    "flag_sealed": _(
        "Flag %(flag)s is sealed: only the two people named on it read it, on its page. The console is nobody's post."
    ),
    "flag_unknown": _("There is no flag %(flag)s here. Give its number, as its page shows it."),
}
