-- semantic
SELECT DATE_TRUNC('month', period) AS month, MEASURE(owed) AS owed, MEASURE(turns) AS turns, MEASURE(dso) AS dso FROM m WHERE period BETWEEN DATE '2026-03-01' AND DATE '2026-05-31' GROUP BY 1
-- by hand
WITH b AS (SELECT DATE_TRUNC('month', day)::DATE AS mo, SUM(balance) AS v FROM balances GROUP BY 1), f AS (SELECT DATE_TRUNC('month', day)::DATE AS mo, SUM(amount) AS v FROM invoices WHERE status <> 'void' GROUP BY 1) SELECT b.mo, b.v, COALESCE(f.v, 0)::DOUBLE / ((b.v + p.v) / 2), b.v::DOUBLE / f.v * DAY(LAST_DAY(b.mo)) FROM b LEFT JOIN f USING (mo) JOIN b p ON p.mo = b.mo - INTERVAL 1 MONTH WHERE b.mo BETWEEN '2026-03-01' AND '2026-05-01' ORDER BY 1
-- compiled
WITH a0_dates AS (
  SELECT DISTINCT balances."day" AS snapshot_date
  FROM balances AS balances
  WHERE balances."day" >= DATE '2026-03-01' AND balances."day" < DATE '2026-06-01'
),
a0_as_of AS (
  SELECT cells.bucket, MAX(a0_dates.snapshot_date) AS as_of
  FROM a0_dates
  JOIN (VALUES (DATE '2026-03-01', DATE '2026-03-01', DATE '2026-03-31'), (DATE '2026-04-01', DATE '2026-04-01', DATE '2026-04-30'), (DATE '2026-05-01', DATE '2026-05-01', DATE '2026-05-31')) AS cells(bucket, cell_start, cell_end) ON a0_dates.snapshot_date >= cells.cell_start AND a0_dates.snapshot_date <= cells.cell_end
  GROUP BY cells.bucket, cells.cell_start, cells.cell_end
),
a0 AS (
  SELECT a0_as_of.bucket AS k1, SUM(balances.balance) AS s0
  FROM balances AS balances
  JOIN a0_as_of ON a0_as_of.as_of = balances."day"
  GROUP BY a0_as_of.bucket
),
a1 AS (
  SELECT CAST(DATE_TRUNC('month', invoices."day") AS DATE) AS k1, SUM(invoices.amount) AS s1
  FROM invoices AS invoices
  WHERE invoices."day" >= DATE '2026-03-01' AND invoices."day" < DATE '2026-06-01' AND invoices.status <> 'void'
  GROUP BY DATE_TRUNC('month', invoices."day")
),
a2_dates AS (
  SELECT DISTINCT balances."day" AS snapshot_date
  FROM balances AS balances
  WHERE balances."day" >= DATE '2026-02-01' AND balances."day" < DATE '2026-05-01'
),
a2_as_of AS (
  SELECT cells.bucket, MAX(a2_dates.snapshot_date) AS as_of
  FROM a2_dates
  JOIN (VALUES (DATE '2026-03-01', DATE '2026-02-01', DATE '2026-02-28'), (DATE '2026-04-01', DATE '2026-03-01', DATE '2026-03-31'), (DATE '2026-05-01', DATE '2026-04-01', DATE '2026-04-30')) AS cells(bucket, cell_start, cell_end) ON a2_dates.snapshot_date >= cells.cell_start AND a2_dates.snapshot_date <= cells.cell_end
  GROUP BY cells.bucket, cells.cell_start, cells.cell_end
),
a2 AS (
  SELECT a2_as_of.bucket AS k1, SUM(balances.balance) AS s2
  FROM balances AS balances
  JOIN a2_as_of ON a2_as_of.as_of = balances."day"
  GROUP BY a2_as_of.bucket
),
facts AS (
  SELECT k1, MAX(s0) AS s0, MAX(s1) AS s1, MAX(s2) AS s2
  FROM (
    SELECT k1, s0, NULL AS s1, NULL AS s2 FROM a0
    UNION ALL
    SELECT k1, NULL AS s0, s1, NULL AS s2 FROM a1
    UNION ALL
    SELECT k1, NULL AS s0, NULL AS s1, s2 FROM a2
  ) AS padded
  GROUP BY k1
),
grid AS (
  SELECT k1
  FROM (VALUES (DATE '2026-03-01'), (DATE '2026-04-01'), (DATE '2026-05-01')) AS buckets(k1)
)
SELECT
  grid.k1 AS "month",
  facts.s0 AS owed,
  CAST(COALESCE(facts.s1, 0) AS DOUBLE) / NULLIF(CAST(CASE WHEN a2_as_of.as_of IS NOT NULL AND a0_as_of.as_of IS NOT NULL AND COALESCE(facts.s2, facts.s0) IS NOT NULL THEN COALESCE(facts.s2, 0) + COALESCE(facts.s0, 0) END AS DOUBLE) / 2, 0) AS turns,
  (CAST(CASE WHEN a0_as_of.as_of IS NOT NULL THEN COALESCE(facts.s0, 0) END AS DOUBLE) / NULLIF(facts.s1, 0)) * CASE grid.k1 WHEN DATE '2026-03-01' THEN 31 WHEN DATE '2026-04-01' THEN 30 WHEN DATE '2026-05-01' THEN 31 END AS dso
FROM grid
LEFT JOIN facts ON facts.k1 = grid.k1
LEFT JOIN a0_as_of ON a0_as_of.bucket = grid.k1
LEFT JOIN a2_as_of ON a2_as_of.bucket = grid.k1
ORDER BY 1 ASC NULLS LAST
