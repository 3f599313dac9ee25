"""Words of a file that was read: refusals of the whole file, problems of a cell, what was passed over."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lianjing.engines.intake import Problem

SENTENCES: dict[str, Any] = {
    "file_empty": _("The file holds nothing: no row, no letter. Open it, check that it was saved, and send it again."),
    "file_too_large": _(
        "The file has %(size)s; one file may have at most %(limit)s (county default). Delete pictures and unused "
        "sheets, or split it by school."
    ),
    "file_wrong_type": _(
        "This is a file of the kind “%(found)s”, whatever its name says; only %(wanted)s can be read. Open it "
        "and save it as xlsx."
    ),
    "file_encrypted": _(
        "The workbook is protected by a password. Remove the password (File, Info, Protect workbook) and send it again."
    ),
    "file_has_macros": _(
        "The workbook carries macros (programs), which are never opened here. Save it as xlsx, which has none."
    ),
    "file_is_web_page": _(
        "The file calls itself a workbook but is a web page, as some systems export. Open it in Excel or WPS and "
        "save it as xlsx."
    ),
    "file_not_readable": _(
        "The file is damaged and cannot be read (part: %(found)s). Open it in Excel or WPS, save it as a new "
        "xlsx, and send that."
    ),
    "file_too_hungry": _(
        "Reading this file would cost more than one file may (%(limit)s; security limit). Copy the rows that "
        "matter into a new file and send that."
    ),
    "file_too_many_rows": _(
        "Sheet “%(sheet)s” has %(rows)s rows; one sheet may have at most %(limit)s (county default). Split it."
    ),
    "file_too_many_cells": _(
        "Sheet “%(sheet)s” spans %(cells)s cells; one file may have at most %(limit)s (security limit). Delete "
        "what does not belong to the table."
    ),
    "file_too_many_sheets": _(
        "The workbook has %(sheets)s sheets; at most %(limit)s are read (county default). Split it."
    ),
    "cell_far_away": _(
        "Sheet “%(sheet)s” has something in cell %(cell)s, far from the table; the space between would be more "
        "than %(limit)s cells. Delete that cell."
    ),
    "standard_wrong_type": _(
        "This is a file of the kind “%(found)s”; here %(wanted)s is read, plain or packed as .gz. Unpack it, or "
        "export it again from the system it comes from."
    ),
    "standard_not_readable": _(
        "The file is damaged and cannot be read as %(standard)s (at %(place)s: line and sign, or part). Export it "
        "again, or ask whoever published it."
    ),
    "standard_has_entities": _(
        "The file declares a document type, by which a file can grow without bound or reach other files; it is not "
        "opened. Export it without one (no DOCTYPE line)."
    ),
    "standard_too_deep": _(
        "The file nests its parts more than %(limit)s deep (security limit), which no standard does. Export it again."
    ),
    "standard_not_found": _(
        "The file can be read but holds nothing of %(standard)s: there is no %(wanted)s in it. Check that the right "
        "file was sent."
    ),
    "standard_only_links": _(
        "The file only links to %(releases)s releases and holds none itself; nothing is fetched from a network. Send "
        "the package that has the releases, or the compiled record."
    ),
    "format_unknown": _("There is no table format “%(format)s”. There are: %(known)s."),
    "tables_missing": _(
        "There is no directory “%(folder)s”. The tables of a county stand in DIR/tables, a folder for each table."
    ),
    "format_broken": _(
        "The format file %(format)s is wrong at “%(at)s”: %(fault)s. Compare it with "
        "docs/how-to/add-an-import-format.md."
    ),
}
PROBLEMS = {
    "line_unreadable": _(
        "Line %(row)s is not JSON, from its sign %(sign)s on; the other lines were read. Export the file again."
    ),
    "line_too_long": _(
        "Row %(row)s has %(cells)s cells, the header %(named)s: where commas part the cells, 1,200.00 becomes two. "
        'Write 1200.00 or "1,200.00", or save the table as xlsx.'
    ),
    "header_not_found": _(
        "No sheet has a header row that was understood. The table needs these columns: %(columns)s. Put their "
        "names into one row above the rows."
    ),
    "column_missing": _(
        "Row %(row)s, the header: the column %(columns)s is missing. Add it, or say which of your columns it is."
    ),
    "too_few_rows": _(
        "The file has %(rows)s usable rows; at least %(at_least)s are expected (table format). Check that the "
        "right sheet was saved."
    ),
    "too_many_problems": _(
        "%(shown)s problems are listed; %(more)s more are not. Correct these first, then send the file again."
    ),
    "required_empty": _(
        "Row %(row)s, %(header)s: the cell is empty, and this column must be filled. Write it, or delete the row."
    ),
    "cell_is_error": _(
        "Row %(row)s, %(header)s: the cell shows an Excel error (such as #N/A), or a formula whose value was not "
        "saved. Replace the formula by its value, or open the file in Excel or WPS and save it once."
    ),
    "text_too_long": _(
        "Row %(row)s, %(header)s: “%(value)s” has %(length)s characters, at most %(limit)s fit. Shorten it."
    ),
    "name_has_digits": _(
        "Row %(row)s, %(header)s: “%(value)s” is not a person's name: it holds figures. Write the name alone."
    ),
    "date_unreadable": _("Row %(row)s, %(header)s: “%(value)s” is not a date. Write 2021.9 or 2021-09-01."),
    "date_impossible": _("Row %(row)s, %(header)s: there is no day “%(value)s” in the calendar. Check month and day."),
    "date_year_only": _(
        "Row %(row)s, %(header)s: “%(value)s” has a year only. Write the month too, for example %(year)s.9."
    ),
    "date_short_year": _(
        "Row %(row)s, %(header)s: “%(value)s” has a year of two digits. Write all four, for example 2021.9."
    ),
    "date_lost_zero": _(
        "Row %(row)s, %(header)s: “%(value)s” may be a number that lost its zero, so it may be January or October. "
        "Write %(year)s-01 or %(year)s-10."
    ),
    "date_month_only": _(
        "Row %(row)s, %(header)s: “%(value)s” has a month only, and here the day counts. Write for example 2025-09-01."
    ),
    "date_out_of_range": _(
        "Row %(row)s, %(header)s: “%(value)s” lies outside the years %(earliest)s to %(latest)s. Check the year."
    ),
    "date_in_future": _(
        "Row %(row)s, %(header)s: “%(value)s” lies after the day of this import (%(latest)s). Check the year."
    ),
    "id_lost_precision": _(
        "Row %(row)s, %(header)s: the number was stored as a figure and Excel kept only its first %(digits)s "
        "digits; the rest is lost. Set the column to text and type the number again."
    ),
    "id_fifteen_digits": _(
        "Row %(row)s, %(header)s: “%(value)s” is an old number of 15 digits, void since 2013 (Identity Card "
        "Law). Write the 18 digits of the present card."
    ),
    "id_length": _(
        "Row %(row)s, %(header)s: an identity number has %(wanted)s signs, here there are %(length)s. Compare it "
        "with the card."
    ),
    "id_birth_impossible": _(
        "Row %(row)s, %(header)s: digits 7 to 14 of “%(value)s” are no date of birth. Compare it with the card."
    ),
    "id_checksum": _(
        "Row %(row)s, %(header)s: the last sign of “%(value)s” does not fit the others (GB 11643), so at least "
        "one is mistyped. Compare it with the card."
    ),
    "phone_two_numbers": _("Row %(row)s, %(header)s: several numbers stand in one cell. Write one, the mobile number."),
    "phone_length": _(
        "Row %(row)s, %(header)s: “%(value)s” has %(length)s digits; a mobile number has %(wanted)s, a landline "
        "needs its area code. Correct it."
    ),
    "phone_unreadable": _("Row %(row)s, %(header)s: “%(value)s” is not a phone number. Write digits only."),
    "unit_unknown": _(
        "Row %(row)s, %(header)s: “%(value)s” is not in the list of units. Write the name as the list has it, or "
        "add the unit first."
    ),
    "unit_unknown_near": _(
        "Row %(row)s, %(header)s: “%(value)s” is not in the list of units. Is “%(nearest)s” meant? Then write that."
    ),
    "post_unknown": _(
        "Row %(row)s, %(header)s: this unit has no post “%(post)s”. Write the title as the list of posts has it, "
        "or set the post up first."
    ),
    "post_unknown_near": _(
        "Row %(row)s, %(header)s: this unit has no post “%(post)s”. Is “%(nearest)s” meant? Then write that."
    ),
    "choice_unknown": _(
        "Row %(row)s, %(header)s: “%(value)s” is not one of the permitted words. Write one of: %(allowed)s."
    ),
    "integer_unreadable": _(
        "Row %(row)s, %(header)s: “%(value)s” is not a whole number. Write digits only, for example 35."
    ),
    "figure_out_of_range": _(
        "Row %(row)s, %(header)s: “%(value)s” is not between %(lowest)s and %(highest)s (table format). Check "
        "the figure."
    ),
    "decimal_unreadable": _(
        "Row %(row)s, %(header)s: “%(value)s” is not a figure. Write digits and a point only, for example 85.5."
    ),
    "share_unreadable": _(
        "Row %(row)s, %(header)s: “%(value)s” is not a share from 0 to 100%%. Write for example 30%%."
    ),
    "share_unclear": _(
        "Row %(row)s, %(header)s: “%(value)s” may be a percentage or a whole. Write it with its sign, for example 30%%."
    ),
    "money_unreadable": _(
        "Row %(row)s, %(header)s: “%(value)s” is not one clear amount of money. Write for example 1234.50."
    ),
    "money_too_fine": _(
        "Row %(row)s, %(header)s: “%(value)s” is finer than a fen. Write at most two places after the point, in yuan."
    ),
    "money_unit_unknown": _(
        "Row %(row)s, %(header)s: the unit above these amounts is not one that is read, or there are two. Write for "
        "example “(yuan)” or “(ten thousand yuan)” into the header."
    ),
    "figure_merged": _(
        "Row %(row)s, %(header)s: this figure is merged over several rows; it cannot be told whether it is each row's "
        "or all of theirs. Undo the merging and write each row's own."
    ),
    "weight_unreadable": _(
        "Row %(row)s, %(header)s: “%(value)s” is not a weight. Write for example 12.5, in kilograms."
    ),
    "weight_too_fine": _(
        "Row %(row)s, %(header)s: “%(value)s” is finer than a gram. Write at most three places after the point, "
        "in kilograms."
    ),
    "weight_unit_unknown": _(
        "Row %(row)s, %(header)s: pieces, boxes or litres cannot be compared, and of two units it is not known which. "
        "Give the weight in kilograms."
    ),
    "ten_days_unreadable": _(
        "Row %(row)s, %(header)s: “%(value)s” does not name ten days of a month. Write for example 2025-09-1 for "
        "the first ten of September."
    ),
    "ten_days_unclear": _(
        "Row %(row)s, %(header)s: “%(value)s” may be a day or ten days: spreadsheets turn 2025-09-2 into a day. "
        "Set the column to text and write 2025-09-2 for the middle ten days."
    ),
    "school_year_unreadable": _(
        "Row %(row)s, %(header)s: “%(value)s” is not a school year. Write for example 2025-2026."
    ),
    "years_not_neighbours": _(
        "Row %(row)s, %(header)s: the two years of “%(value)s” do not follow one another. Write for example 2025-2026."
    ),
    "term_unreadable": _(
        "Row %(row)s, %(header)s: “%(value)s” is not a clear term. Write for example 2025-2026-1 for the autumn term."
    ),
    "grade_unreadable": _("Row %(row)s, %(header)s: “%(value)s” is not a grade. Write a number from 1 to 12."),
    "time_day_only": _(
        "Row %(row)s, %(header)s: “%(value)s” lacks the time of day, which decides here. Write for example "
        "2025-09-01 08:30."
    ),
    "time_unreadable": _(
        "Row %(row)s, %(header)s: “%(value)s” is not a day with a time. Write for example 2025-09-01 08:30."
    ),
    "number_lost_precision": _(
        "Row %(row)s, %(header)s: the number was stored as a figure and Excel kept only its first %(digits)s "
        "digits; the rest is lost. Set the column to text and fill it again from the source."
    ),
    "pupil_number_unreadable": _(
        "Row %(row)s, %(header)s: “%(value)s” is not a pupil number. Write its letters and digits only, for "
        "example G and 18 signs."
    ),
    "pupil_number_checksum": _(
        "Row %(row)s, %(header)s: the last sign of “%(value)s” does not fit the others (GB 11643), so at least "
        "one is mistyped. Compare it with the pupil register."
    ),
    "account_unreadable": _("Row %(row)s, %(header)s: “%(value)s” is not a bank account. Write its digits only."),
    "isbn_checksum": _(
        "Row %(row)s, %(header)s: the last sign of “%(value)s” does not fit the others (GB/T 5795). Compare it "
        "with the book."
    ),
    "list_unclear": _("Row %(row)s, %(header)s: “%(value)s” may be one name or several. Put a comma between them."),
    "percent_unreadable": _(
        "Row %(row)s, %(header)s: “%(value)s” is not a percentage from 0 to 100. Write for example 12.5."
    ),
    "credit_code_length": _(
        "Row %(row)s, %(header)s: a credit code has %(wanted)s signs, here there are %(length)s. Compare it with "
        "the licence."
    ),
    "credit_code_wrong": _(
        "Row %(row)s, %(header)s: the last sign of “%(value)s” does not fit the others (GB 32100). Compare it "
        "with the licence."
    ),
    "key_twice": _(
        "Row %(row)s, %(columns)s: the same stands already in row %(first_row)s of sheet “%(first_sheet)s”. "
        "Delete one of the two rows, or correct the one that is wrong."
    ),
    "pair_twice": _(
        "Row %(row)s, %(columns)s: the same pair stands already in row %(first_row)s of sheet “%(first_sheet)s”. "
        "Delete one of the two rows, or correct the one that is wrong."
    ),
    "not_in_file": _(
        "Row %(row)s, %(header)s: “%(value)s” is neither in this file nor in the list of units. Correct the "
        "name, or add a row for it."
    ),
    "not_in_file_near": _(
        "Row %(row)s, %(header)s: “%(value)s” is neither in this file nor in the list of units. Is “%(nearest)s” "
        "meant? Then write that."
    ),
}
SKIPPED = {
    "blank": _("blank"),
    "total": _("total"),
    "signature": _("signatures"),
    "remark": _("remark"),
    "sample": _("sample row"),
    "no_values": _("nothing in the columns that are read"),
    "section_title": _("section title"),
    "repeated_header": _("header repeated"),
    "vacant_post": _("vacant post"),
}
LEFT_OUT = {
    "amount_rounded": _("amounts finer than a hundredth, rounded"),
    "bid_invited": _("invitations without a bid"),
    "event_without_activity": _("events without an activity"),
    "event_without_case": _("events outside a case"),
    "event_without_time": _("events without a time"),
    "id_of_person": _("identity numbers of residents in place of an organisation's"),
    "id_too_long": _("identifiers of more than 200 signs"),
    "release_linked": _("releases that are only links"),
    "release_without_ocid": _("releases without an ocid"),
    "text_cut": _("texts cut to the length of their column"),
    "value_unreadable": _("dates and figures that say nothing, left empty"),
    "word_unknown": _("words outside the standard's lists, left empty"),
}
SHEETS = {
    "read": _("read"),
    "incomplete": _("a required column is missing"),
    "other_table": _("another table"),
    "hidden": _("hidden sheet, not read"),
    "empty": _("empty"),
    "no_header": _("no header found"),
}
LABELS = {
    "sheet": _("Problems"),
    "head_sheet": _("Sheet"),
    "head_row": _("Row"),
    "head_column": _("Column"),
    "head_header": _("Header"),
    "head_value": _("What stands there"),
    "head_problem": _("Problem and what to do"),
    "rows": _("Rows"),
    "old_row": _("row %(row)s"),
    "author": _("Lianjing"),
}


def problem(found: Problem) -> str:
    """Return one problem in the reader's language. Raises KeyError for a code nobody worded."""
    return str(PROBLEMS[found.code]) % found.placeholders()
