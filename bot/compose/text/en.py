"""What each Issue says, in English: to a finance person, and to a model that mends its query.

Role: words only; see `zh.py` for the form of a template.
"""

from __future__ import annotations

from bot.compose.text.en_words import WORDS as WORDS
from semantic_layer.issues import IssueCode as C

_DID_YOU_MEAN = "[[ Did you mean {suggestions}?| Possible: {candidates}.]]"

ISSUES: dict[C, str] = {
    # what was written
    C.SYNTAX: "The query is not well formed[[: {message}]][[ (line {line}, column {column})]]. Mend it and try again.",
    C.NOT_ONE_STATEMENT: "Only one statement can run at a time. Remove what follows the semicolon.",
    C.NOT_A_QUERY: "Only queries run here[[, not {statement}]]. Write a SELECT, or ask in plain words.",
    C.TOO_LARGE: "The query is too long or too deeply nested[[ (limit {limit})]]. Split it into smaller questions.",
    C.FORBIDDEN_SYNTAX: "[[{syntax}|A construct of this query]] is not allowed[[: {message}]].[[ Use {remedy} "
    "instead.]]",
    C.FORBIDDEN_FUNCTION: "[[The function {name}|A function of this query]] is not allowed." + _DID_YOU_MEAN,
    # names
    C.UNKNOWN_MODEL: "[[There is no model {name}.|FROM does not name a declared model.]][[ Write FROM {expected}.]]"
    + _DID_YOU_MEAN,
    C.UNKNOWN_FIELD: "[[There is no field {name}.|The query names a field that is not declared.]]" + _DID_YOU_MEAN,
    C.UNKNOWN_METRIC: "[[The definition of {name} does not work: {detail}.|There is no metric {name}.|"
    "The query names a metric that is not declared.]]" + _DID_YOU_MEAN,
    C.AMBIGUOUS_FIELD: "[[{name} exists in several places: {candidates}.|A field name is not unique.]] Say which one.",
    C.UNKNOWN_VALUE: "[[{field} has no value '{value}'.|There is no value '{value}'.|That value was not found.]]"
    + _DID_YOU_MEAN,
    # shape
    C.AGGREGATE_IN_WHERE: "[[{expression} is an aggregate: an|An]] aggregate cannot filter rows. Put it in HAVING.",
    C.ROW_CONDITION_IN_HAVING: "[[{expression} is a condition on rows: it|A condition on rows]] belongs in WHERE, "
    "not HAVING.",
    C.MIXED_CONDITION: "One condition mixes row fields and aggregates[[ ({expression})]]. "
    "Split it: fields in WHERE, aggregates in HAVING.",
    C.WINDOW_IN_WHERE: "A window function cannot filter directly. Compute it in a subquery and filter outside.",
    C.MEASURE_OUTSIDE_MODEL: "[[MEASURE({name})|A measure]] may stand only in the SELECT whose FROM is the model. "
    "Move it there.",
    C.BAD_NESTING: "These time functions cannot be nested[[: {expression}]]. "
    "Only PRIOR_PERIOD or PRIOR_YEAR over YTD, QTD, MTD or TRAILING is allowed.",
    C.NOT_GROUPED: "[[{name}|A column]] is neither a measure nor grouped. Add it to GROUP BY or remove it.",
    C.LIMIT_WITHOUT_ORDER: "LIMIT needs ORDER BY, or the rows kept would be arbitrary. Say what to sort by.",
    # time
    C.PERIOD_NOT_RANGE: "The condition on period must be one contiguous range of dates[[ ({expression})]]. "
    "Write period BETWEEN two dates; ask for two ranges separately.",
    C.NO_TIME_AXIS: "[[{metric}|This metric]] has no date and cannot be filtered or grouped by time. "
    "Leave the period out or choose a metric with a date.",
    C.AFTER_LOADED: "[[Data of {metric} is|Data is]] [[complete through {loaded_through}|not loaded that far]]: "
    "[[{day} lies after it.|{start} to {end} lies after it.|the period asked for lies after it.]]"
    "[[ Ask for {loaded_through} or earlier.| Ask for an earlier period.]]",
    C.BEFORE_FIRST: "[[Data of {metric}|Data]] [[starts on {first}|starts later]]: "
    "[[{day} lies before it.|{start} to {end} lies before it.|the period asked for lies before it.]]"
    "[[ Ask for {first} or later.| Ask for a later period.]]",
    C.GRAIN_TOO_FINE: "[[{metric}|This metric]] is kept by [[{time_grain}|a coarser unit]][["
    ", and the period begins or ends within one. Ask for whole ones: {whole_start} to {whole_end}.|"
    ", so it cannot be shown by {grain}. Choose a coarser unit of time.|"
    ", so it cannot be shown by this one. Choose a coarser unit of time.]]",
    C.NEEDS_GRAIN: "The prior period is not clear. Say month, quarter or year, or ask for one whole calendar unit.",
    C.NO_SNAPSHOT: "[[{metric}|This balance]] has no balance date [[on {day}|from {start} to {end}|in this period]]. "
    "[[The nearest are {before} and {after}. |The nearest is {before}. |The nearest is {after}. ]]"
    "Ask for a date that has one.",
    C.BALANCE_TO_DATE: "[[{metric}|A balance]] stands at a date; it has no year-to-date sum. "
    "Ask for the balance at a date, or for the flow.",
    # joins and additivity
    C.FIELD_NOT_SHARED: "[[{metric} cannot be seen by {field}: nothing|Nothing]] in the data connects the two. "
    "Choose another grouping or filter[[; possible: {candidates}]].",
    C.AMBIGUOUS_PATH: "Several paths lead from [[{metric} to {field}|{dataset} to {target}|one to the other]][[: "
    "{paths}|: {candidates}]]. "
    "Name one.",
    C.NO_PATH: "No declared relationship connects [[{dataset} and {target}|these]]. "
    "Ask separately, or have the relationship declared.",
    C.NO_ANCHOR: "This list of rows has no single dataset to start from[[ ({fields})| ({datasets})]]. "
    "Take one document and what belongs to it.",
    C.FAN_OUT: "[[Rows of {datasets} match each other many times|One row of one side matches many of the other]]: "
    "listing them would count twice. Group and sum, or take fields of one side.",
    C.NOT_ADDITIVE: "[[{name}|This number]] cannot be summed or averaged like that[[ ({kind})]]. "
    "Compute the metric again at the grouping wanted.",
    C.COUNT_OF_SEVERAL: "COUNT(*) is unclear with several datasets[[: {datasets}]]. Say what to count: COUNT(dataset).",
    C.INCOMPLETE_JOIN: "Results join only on all their group keys[[; for {relation} missing: {missing}|: {fields}]]. "
    "Complete the join condition.",
    C.PIN_MIXED: "[[{field}|This field]] takes several values at once[[: {values}]], which do not add up. "
    "Choose one[[ (the default is {value})]] or group by it.",
    C.PIN_CONFLICT: "[[{metric}|This metric]] is defined with [[{field} = {value}|another value]], "
    "which contradicts [[{asked}|the query]]. Remove that condition.",
    C.MISSING_RATE: "An exchange rate[[ for {currency}]][[ on {date}]] is missing. "
    "Add it and ask again, or look at each currency apart.",
    C.CANNOT_DRILL: "The rows behind [[{column}|this number]] cannot be listed[[: {reason}]]. "
    "Ask for the rows in a query of their own.",
    C.OPEN_ITEMS_CURRENCY: "[[{metric}|This metric]] takes [[{field}|what was applied]] off its documents, but that "
    "amount has a currency of its own. In the model, name the applied amount in the document's currency.",
    # rights
    C.DENIED_METRIC: "You may not see [[{metric}|this metric]]. Ask [[{contact}|{owner}|the data owner]] for access.",
    C.DENIED_FIELD: "You may not see [[{field}|this field]]. Leave it out, or ask "
    "[[{contact}|the data owner]] for access.",
    C.DENIED_DATASET: "Your rights cannot be applied to [[{dataset}|this data]], so it is not shown. Ask "
    "[[{contact}|the data owner]].",
    C.DENIED_PERSON: "You have no access to data yet. Ask [[{contact}|the administrator]] to add you.",
    # running
    C.TIMED_OUT: "The query took longer than allowed[[ ({seconds} s)]] and was stopped. "
    "Shorten the period or group by less.",
    C.OUT_OF_MEMORY: "The query needed more memory than allowed and was stopped. Shorten the period or group by less.",
    C.RESULT_TOO_LARGE: "The result is too large[[ (over {limit} rows)]]. Add a filter, or look at totals first.",
    C.QUERY_FAILED: "The query did not run. Ask another way; if it keeps failing, tell the administrator[[ (id "
    "{id})]].",
    C.WAREHOUSE_UNAVAILABLE: "The warehouse cannot be opened now. Try again later, or tell the administrator.",
    # understanding
    C.EMPTY_QUESTION: "There is no question. Ask in a sentence, for instance for a metric last month.",
    C.QUESTION_TOO_LONG: "The question is too long[[ (limit {limit} characters)]]. "
    "Say in a sentence or two which number and which period.",
    C.NOT_UNDERSTOOD: "[[I did not understand: {words}.|I did not understand the question.]] "
    "Put it another way, naming a metric and a period." + _DID_YOU_MEAN,
    C.NOT_IN_LAYER: "[[“{words}” is not in the data|That is not in the data]], so there is no answer, and no guess."
    "[[ Close to it: {suggestions}.]]",
    C.AMBIGUOUS_WORD: "[[Does “{word}” mean {candidate}? Please confirm.|“{word}” can mean {candidates}, with "
    "different numbers. Choose one.|“{word}” can mean more than one thing, with different numbers. Say which.|"
    "This word can mean more than one thing, with different numbers. Say which.]]",
    C.AMBIGUOUS_PERIOD: "[[Does “{words}” mean {candidate}? Please confirm.|“{words}” can mean {candidates}. "
    "Choose one.|“{words}” can mean more than one range. Give its dates, for instance “October 2026”.|"
    "This period can mean more than one range. Give its dates.]]",
    C.UNRESOLVED_PERIOD: "The period “[[{words}|in the question]]” is not clear[[: {reason}]]. "
    "Give its dates, for instance “October 2026”.",
    C.NO_METRIC: "[[Is it {candidate} that is asked for “{word}”? Please confirm.|Which metric is asked for “{word}”: "
    "{candidates}? Choose one.|I cannot tell which metric is meant. Close to it: {suggestions}. Name the metric.|"
    "I cannot tell which metric is meant. Name the metric.]]",
    C.VAGUE_BOUND: "“[[{words}|the number]]” is no exact bound. Say it as “over 20,000” or “between 18,000 and "
    "22,000”.",
    C.NO_PERIOD: "[[{metric}|This metric]] needs a period. Add one, such as “last month” or “this year”.",
    C.IN_A_ROW: "[[“{words}”|This]] asks what holds in several periods running, which cannot be filtered by. Ask for "
    "the measure by month (or quarter, or week) and read it off.",
    C.SEVERAL_QUESTIONS: "[[“{words}” is a question of its own, which one answer does not hold with the rest. Ask "
    "them one by one.|These are several questions, and one answer holds only one of them. Ask them one by one.]]",
    C.ASK_IN_FULL: "The answer before cannot be changed in this way. Ask the whole question, with metric, members and "
    "period.",
    C.SEPARATE_PERIODS: "[[“{words}” are|These are]] several periods that do not adjoin, and at most two are compared. "
    "Name two of them[[ (“{first} and {last}”)]], or the whole stretch by month"
    "[[ (“from {first} to {last} by month”)]].",
    C.NOTHING_TO_FOLLOW: "There is no earlier answer to go on from. Ask the whole question.",
    C.DISAGREES_PERIOD: "The period of the query is not that of the question"
    "[[: the question says {expected}, the query {found}]]. With the first and last day said, it can be answered.",
    C.DISAGREES_VALUE: "[[“{value}”|A value]] stands in the question but not in the query[[ (expected on {field})]]. "
    "Say what is to be filtered by.",
    C.DISAGREES_ORDER: "The order or limit is not that of the question"
    "[[: the question says {expected}, the query {found}]]. Say highest or lowest, and how many.",
    C.DISAGREES_GROUP: "The grouping of the query is not that of the question"
    "[[: the question says {expected}, the query {found}]]. Say what to group by.",
    C.DISAGREES_EXTRA: "The query would hold something that the question does not ask for[[: {found}]]. "
    "Without it, or with it in the question, it can be answered.",
    C.WORD_LEFT_OUT: "As read so far, [[“{word}”|a word of the question]] would be left out, so no number is given. "
    "Put it another way, or ask in parts.",
    C.CAUSE_UNKNOWN: "The data shows where a change came from, not why.[[ See it by one of {candidates}?|"
    " See it by {candidate}?| Ask for the change of a metric by department, product and so on.]]",
    C.LAST_NOT_ANSWERED: "The question before[[, “{question}”,]] was not answered. Shall this go on from "
    "[[“{before}”|the answer before it]]? Otherwise, please say the whole question.",
    C.DISAGREES_METRIC: "The metric of the query is not that of the question"
    "[[: the question says {expected}, the query {found}]]. Say which metric is meant.",
    C.CHANGES_DATA: "Questions only read: nothing can be changed or deleted here. Ask for the number you want.",
    # model endpoint
    C.MODEL_UNAVAILABLE: "The language model cannot be reached[[ ({reason})]]; the question was read by rules alone. "
    "Name a metric and a period.",
    C.MODEL_GAVE_UP: "[[{attempts} attempts|Several attempts]] gave no reliable query, so no number is shown. "
    "Put it another way: metric, period, grouping.",
    C.MODEL_BUDGET: "This question used up the language model's budget. Split it into smaller ones.",
    C.TYPE_MISMATCH: "[[{field}|This field]] is [[{type}|of another type]] and cannot be compared with [[{value}|"
    "that value]]. "
    "Use a value of its type.",
    C.UNKNOWN_GRAIN: "There is no unit of time [[{grain}|of that name]].[[ Possible: {allowed}.]]",
    C.DUPLICATE_NAME: "Two result columns have [[the name {name}|one name]]. Give each its own.",
    C.DENIED_DETAIL: "You may not see single rows[[ of {dataset}]]; totals can be asked for. Ask "
    "[[{contact}|the data owner]] for access.",
    C.NESTED_MEMBERS: "[[{members}|The members chosen]] contain each other in [[{tree}|their tree]] and cannot be "
    "added up. "
    "Choose members of one level.",
    # notes on the card
    C.DEFAULT_PATH: "[[{target} is reached|A relationship is followed]] by the default path[[: {path}]].",
    C.PIN_APPLIED: "[[{field} is {value}|A fixed value applies]] unless asked otherwise.",
    C.FIELD_IGNORED: "[[{metric}|One operand]] is computed at the total, regardless of [[{field}|the grouping]].",
    C.NOT_CLOSED: "[[{metric}: ]][[what lies after {closed_through}|part of the period]] is not closed and may change.",
    C.DATA_ENDS_EARLIER: "[[{metric}: ]]data goes through [[{end}|an earlier date]][[ (asked through {asked_end})]]; "
    "the period is not complete.",
    C.ALL_LOADED: "[[{metric}: ]]no period was named, so all loaded data counts[[ ({start} to {end})]].",
    C.FILTER_CONTRADICTS: "[[{metric}|This metric]] leaves out [[“{value}”|that value]][[ ({field})]] by definition: "
    "it has no number for it. Name a metric that counts it.",
    C.OUTSIDE_CALENDAR: "The fiscal calendar of the model does not cover this period[[: {detail}]]. "
    "Choose another period, or have the fiscal year declared.",
    C.SHORT_HISTORY: "[[{metric}|The data]] [[starts on {first}|has a short history]]; earlier comparisons are empty.",
    C.READ_BY_MODEL: "[[“{words}” was ]]read by a language model[[ as {metrics}]]; check that it is what you meant.",
    C.RATE_WITHOUT_BASE: "[[{column}: ]]no growth rate on a base of zero or below; look at the change instead.",
}
