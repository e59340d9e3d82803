-- semantic
SELECT DATE_TRUNC('month', period) AS month, MEASURE(billed) AS billed, PRIOR_YEAR(MEASURE(billed)) AS before, MEASURE(billed) / PRIOR_YEAR(MEASURE(billed)) - 1 AS growth FROM m WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-12-31' GROUP BY 1
-- by hand
WITH s AS (SELECT UNNEST(GENERATE_SERIES(DATE '2026-01-01', DATE '2026-10-01', INTERVAL 1 MONTH))::DATE AS mo), f AS (SELECT DATE_TRUNC('month', day)::DATE AS mo, SUM(amount) AS v FROM invoices WHERE status <> 'void' GROUP BY 1) SELECT s.mo, a.v, b.v, CASE WHEN b.v > 0 THEN COALESCE(a.v, 0)::DOUBLE / b.v - 1 END FROM s LEFT JOIN f a ON a.mo = s.mo LEFT JOIN f b ON b.mo = s.mo - INTERVAL 1 YEAR ORDER BY 1
-- compiled
WITH a0 AS (
  SELECT CAST(DATE_TRUNC('month', invoices."day") AS DATE) AS k1, SUM(invoices.amount) AS s0
  FROM invoices AS invoices
  WHERE invoices."day" >= DATE '2026-01-01' AND invoices."day" < DATE '2026-11-01' AND invoices.status <> 'void'
  GROUP BY DATE_TRUNC('month', invoices."day")
),
a1_by_unit AS (
  SELECT CAST(DATE_TRUNC('month', invoices."day") AS DATE) AS k1, SUM(invoices.amount) AS s1
  FROM invoices AS invoices
  WHERE invoices."day" >= DATE '2025-02-01' AND invoices."day" < DATE '2025-11-01' AND invoices.status <> 'void'
  GROUP BY DATE_TRUNC('month', invoices."day")
),
a1 AS (
  SELECT cells.bucket AS k1, a1_by_unit.s1
  FROM a1_by_unit
  JOIN (VALUES (DATE '2025-02-01', DATE '2026-02-01'), (DATE '2025-03-01', DATE '2026-03-01'), (DATE '2025-04-01', DATE '2026-04-01'), (DATE '2025-05-01', DATE '2026-05-01'), (DATE '2025-06-01', DATE '2026-06-01'), (DATE '2025-07-01', DATE '2026-07-01'), (DATE '2025-08-01', DATE '2026-08-01'), (DATE '2025-09-01', DATE '2026-09-01'), (DATE '2025-10-01', DATE '2026-10-01')) AS cells(unit, bucket) ON cells.unit = a1_by_unit.k1
),
facts AS (
  SELECT k1, MAX(s0) AS s0, MAX(s1) AS s1
  FROM (
    SELECT k1, s0, NULL AS s1 FROM a0
    UNION ALL
    SELECT k1, NULL AS s0, s1 FROM a1
  ) AS padded
  GROUP BY k1
),
grid AS (
  SELECT k1
  FROM (VALUES (DATE '2026-01-01'), (DATE '2026-02-01'), (DATE '2026-03-01'), (DATE '2026-04-01'), (DATE '2026-05-01'), (DATE '2026-06-01'), (DATE '2026-07-01'), (DATE '2026-08-01'), (DATE '2026-09-01'), (DATE '2026-10-01')) AS buckets(k1)
)
SELECT
  grid.k1 AS "month",
  facts.s0 AS billed,
  facts.s1 AS before,
  CASE WHEN facts.s1 > 0 THEN CAST(COALESCE(facts.s0, 0) AS DOUBLE) / facts.s1 - 1 END AS growth
FROM grid
LEFT JOIN facts ON facts.k1 = grid.k1
ORDER BY 1 ASC NULLS LAST
