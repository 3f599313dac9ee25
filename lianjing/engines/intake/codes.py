"""Every code that intake raises or returns; each needs a sentence in `ui/wording`."""

FILE_CODES = frozenset(
    [
        "cell_far_away", "file_empty", "file_encrypted", "file_has_macros", "file_is_web_page", "file_not_readable",
        "file_too_hungry", "file_too_large", "file_too_many_cells", "file_too_many_rows", "file_too_many_sheets",
        "file_wrong_type", "format_broken", "format_unknown",
    ]
)  # fmt: skip
PROBLEM_CODES = frozenset(
    [
        "cell_is_error", "choice_unknown", "column_missing", "credit_code_length", "credit_code_wrong",
        "date_impossible", "date_in_future", "date_lost_zero", "date_out_of_range", "date_short_year",
        "date_unreadable", "date_year_only", "header_not_found", "id_birth_impossible", "id_checksum",
        "id_fifteen_digits", "id_length", "id_lost_precision", "integer_out_of_range", "integer_unreadable",
        "key_twice", "name_has_digits", "not_in_file", "not_in_file_near", "pair_twice", "percent_unreadable",
        "phone_length", "phone_two_numbers", "phone_unreadable", "post_unknown", "post_unknown_near",
        "required_empty", "text_too_long", "too_few_rows", "too_many_problems", "unit_unknown", "unit_unknown_near",
    ]
)  # fmt: skip
