"""The functions and operators a compiled statement may call, by DuckDB's own names.

Role: an allow-list, because no list of forbidden ones is ever complete: DuckDB 2.0 answers `query()`, `stats()`,
`read_duckdb()`, `pragma_*()`, `current_setting()` and many more even when locked down. What is missing here is refused
by the worker, whatever made the statement. Left out on purpose: everything that makes much of little (repeat, range,
generate_series, lpad, rpad, printf, list functions), sleeps, reads state or files, draws chance, or tells the time.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


OPERATORS = words("+ - * / // % || ~~ !~~ ~~* !~~* ~~~ ^@ & |")

AGGREGATES = words("""
    sum sum_no_overflow fsum kahan_sum count count_star avg mean min max median mode first last any_value arg_min
    arg_max min_by max_by quantile quantile_cont quantile_disc percentile_cont percentile_disc mad stddev stddev_pop
    stddev_samp variance var_pop var_samp covar_pop covar_samp corr skewness kurtosis regr_slope regr_intercept
    regr_r2 regr_count bool_and bool_or count_if countif product approx_count_distinct string_agg listagg
    group_concat
""")

WINDOWS = words("row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value")

NUMBERS = words("""
    abs ceil ceiling floor round trunc sign sqrt cbrt pow power exp ln log log10 log2 mod fmod greatest least isnan
    isinf isfinite even
""")

CONDITIONS = words("coalesce nullif ifnull if grouping grouping_id")

TEXTS = words("""
    lower upper lcase ucase trim ltrim rtrim length len strlen char_length character_length substring substr left
    right position instr strpos contains starts_with ends_with prefix suffix replace translate reverse concat
    concat_ws split_part like_escape not_like_escape ilike_escape not_ilike_escape regexp_matches regexp_full_match
    regexp_extract regexp_replace ascii unicode chr nfc_normalize strip_accents md5 hash
""")

DATES = words("""
    date_trunc datetrunc date_part datepart date_diff datediff date_sub datesub date_add year month day quarter week
    weekofyear yearweek isoyear isodow dayofweek weekday dayofmonth dayofyear hour minute second last_day make_date
    strftime strptime try_strptime monthname dayname to_years to_months to_quarters to_weeks to_days to_hours
    to_minutes to_seconds timezone epoch
""")

ALLOWED_FUNCTIONS = OPERATORS | AGGREGATES | WINDOWS | NUMBERS | CONDITIONS | TEXTS | DATES
