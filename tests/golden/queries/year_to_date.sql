-- semantic
SELECT DATE_TRUNC('month', period) AS month, YTD(MEASURE(billed)) AS ytd, YTD(MEASURE(payers)) AS payers FROM m WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-10-31' GROUP BY 1
-- by hand
WITH s AS (SELECT UNNEST(GENERATE_SERIES(DATE '2026-01-01', DATE '2026-10-01', INTERVAL 1 MONTH))::DATE AS mo) SELECT s.mo, (SELECT SUM(amount) FROM invoices i WHERE status <> 'void' AND day >= '2026-01-01' AND day < s.mo + INTERVAL 1 MONTH), (SELECT COUNT(DISTINCT customer_id) FROM invoices i WHERE day >= '2026-01-01' AND day < s.mo + INTERVAL 1 MONTH) FROM s ORDER BY 1
-- compiled
WITH a0_by_unit AS (
  SELECT CAST(DATE_TRUNC('month', invoices."day") AS DATE) AS atom, SUM(invoices.amount) AS s0
  FROM invoices AS invoices
  WHERE invoices."day" >= DATE '2026-01-01' AND invoices."day" < DATE '2026-11-01' AND invoices.status <> 'void'
  GROUP BY DATE_TRUNC('month', invoices."day")
),
a0 AS (
  SELECT cells.bucket AS k1, SUM(a0_by_unit.s0) AS s0
  FROM a0_by_unit
  JOIN (VALUES (DATE '2026-01-01', DATE '2026-01-01', DATE '2026-01-31'), (DATE '2026-02-01', DATE '2026-01-01', DATE '2026-02-28'), (DATE '2026-03-01', DATE '2026-01-01', DATE '2026-03-31'), (DATE '2026-04-01', DATE '2026-01-01', DATE '2026-04-30'), (DATE '2026-05-01', DATE '2026-01-01', DATE '2026-05-31'), (DATE '2026-06-01', DATE '2026-01-01', DATE '2026-06-30'), (DATE '2026-07-01', DATE '2026-01-01', DATE '2026-07-31'), (DATE '2026-08-01', DATE '2026-01-01', DATE '2026-08-31'), (DATE '2026-09-01', DATE '2026-01-01', DATE '2026-09-30'), (DATE '2026-10-01', DATE '2026-01-01', DATE '2026-10-31')) AS cells(bucket, cell_start, cell_end) ON a0_by_unit.atom >= cells.cell_start AND a0_by_unit.atom <= cells.cell_end
  GROUP BY cells.bucket
),
a1 AS (
  SELECT cells.bucket AS k1, COUNT(DISTINCT invoices.customer_id) AS s1
  FROM invoices AS invoices
  JOIN (VALUES (DATE '2026-01-01', DATE '2026-01-01', DATE '2026-01-31'), (DATE '2026-02-01', DATE '2026-01-01', DATE '2026-02-28'), (DATE '2026-03-01', DATE '2026-01-01', DATE '2026-03-31'), (DATE '2026-04-01', DATE '2026-01-01', DATE '2026-04-30'), (DATE '2026-05-01', DATE '2026-01-01', DATE '2026-05-31'), (DATE '2026-06-01', DATE '2026-01-01', DATE '2026-06-30'), (DATE '2026-07-01', DATE '2026-01-01', DATE '2026-07-31'), (DATE '2026-08-01', DATE '2026-01-01', DATE '2026-08-31'), (DATE '2026-09-01', DATE '2026-01-01', DATE '2026-09-30'), (DATE '2026-10-01', DATE '2026-01-01', DATE '2026-10-31')) AS cells(bucket, cell_start, cell_end) ON invoices."day" >= cells.cell_start AND invoices."day" <= cells.cell_end
  WHERE invoices."day" >= DATE '2026-01-01' AND invoices."day" < DATE '2026-11-01'
  GROUP BY cells.bucket
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
  facts.s0 AS ytd,
  facts.s1 AS payers
FROM grid
LEFT JOIN facts ON facts.k1 = grid.k1
ORDER BY 1 ASC NULLS LAST
