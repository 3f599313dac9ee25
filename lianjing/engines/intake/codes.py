"""Every code that intake raises or returns; each needs a sentence in `ui/wording`."""

FILE_CODES = frozenset(
    [
        "cell_far_away", "file_empty", "file_encrypted", "file_has_macros", "file_is_web_page", "file_not_readable",
        "file_too_hungry", "file_too_large", "file_too_many_cells", "file_too_many_rows", "file_too_many_sheets",
        "file_wrong_type", "format_broken", "format_unknown", "standard_has_entities", "standard_not_found",
        "standard_not_readable",
        "standard_only_links", "standard_too_deep", "standard_wrong_type", "tables_missing",
    ]
)  # fmt: skip
PROBLEM_CODES = frozenset(
    [
        "account_unreadable", "cell_is_error", "choice_unknown", "column_missing", "credit_code_length",
        "credit_code_wrong", "date_impossible", "date_in_future", "date_lost_zero", "date_month_only",
        "date_out_of_range", "date_short_year", "date_unreadable", "date_year_only", "decimal_unreadable",
        "figure_merged", "figure_out_of_range",
        "grade_unreadable", "header_not_found", "id_birth_impossible", "id_checksum", "id_fifteen_digits",
        "id_length", "id_lost_precision", "integer_unreadable", "isbn_checksum", "key_twice", "line_too_long",
        "line_unreadable", "list_unclear",
        "money_too_fine", "money_unit_unknown", "money_unreadable", "name_has_digits", "not_in_file",
        "not_in_file_near", "number_lost_precision", "pair_twice", "percent_unreadable", "phone_length",
        "phone_two_numbers", "phone_unreadable", "post_unknown", "post_unknown_near", "pupil_number_checksum",
        "pupil_number_unreadable", "required_empty", "school_year_unreadable", "share_unclear", "share_unreadable",
        "ten_days_unclear", "ten_days_unreadable", "term_unreadable", "text_too_long", "time_day_only",
        "time_unreadable", "too_few_rows", "too_many_problems", "unit_unknown", "unit_unknown_near",
        "weight_too_fine", "weight_unit_unknown", "weight_unreadable", "years_not_neighbours",
    ]
)  # fmt: skip
LEFT_OUT_CODES = frozenset(
    [
        "amount_rounded", "bid_invited", "event_without_activity", "event_without_case", "event_without_time",
        "id_of_person", "id_too_long", "release_linked", "release_without_ocid", "text_cut",
        "value_unreadable", "word_unknown",
    ]
)  # fmt: skip
