"""Runs inside MetricFlow's own environment: questions on standard input, SQL and milliseconds on standard output.

Role: the other side of `eval.bench.peers`; nothing here is imported by AskFin.
"""

import datetime
import json
import sys
import time

from dbt_metricflow.cli.cli_configuration import CLIConfiguration  # type: ignore[import-not-found]
from metricflow.engine.metricflow_engine import MetricFlowQueryRequest  # type: ignore[import-not-found]

TIMES = 20


def explain(engine, question: dict) -> dict:
    """The SQL of a question, and the milliseconds of each compilation after the first."""

    def ask():
        return engine.explain(
            MetricFlowQueryRequest.create(
                metric_names=question["metrics"],
                group_by_names=question["group_by"],
                time_constraint_start=datetime.datetime.fromisoformat(question["start"]),
                time_constraint_end=datetime.datetime.fromisoformat(question["end"]),
            )
        )

    sql, taken = ask().sql_statement.sql, []
    for _ in range(TIMES):
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1000)
    return {"sql": sql, "ms": taken}


configuration = CLIConfiguration()
configuration.setup()
found = [explain(configuration.mf, question) for question in json.load(sys.stdin)]
sys.stdout.write("\n" + json.dumps(found) + "\n")
