-- semantic
SELECT DATE_TRUNC('quarter', period) AS quarter, TRAILING(MEASURE(billed), 6, month) AS half FROM m WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-10-31' GROUP BY 1
-- by hand
SELECT q, (SELECT SUM(amount) FROM invoices WHERE status <> 'void' AND day >= a AND day <= z) FROM (VALUES (DATE '2026-01-01', DATE '2025-10-01', DATE '2026-03-31'), (DATE '2026-04-01', DATE '2026-01-01', DATE '2026-06-30'), (DATE '2026-07-01', DATE '2026-04-01', DATE '2026-09-30'), (DATE '2026-10-01', DATE '2026-05-01', DATE '2026-10-31')) AS t(q, a, z) ORDER BY 1
-- compiled
WITH a0_by_unit AS (
  SELECT CAST(DATE_TRUNC('month', invoices."day") AS DATE) AS atom, SUM(invoices.amount) AS s0
  FROM invoices AS invoices
  WHERE invoices."day" >= DATE '2025-10-01' AND invoices."day" < DATE '2026-11-01' AND invoices.status <> 'void'
  GROUP BY DATE_TRUNC('month', invoices."day")
),
a0 AS (
  SELECT cells.bucket AS k1, SUM(a0_by_unit.s0) AS s0
  FROM a0_by_unit
  JOIN (VALUES (DATE '2026-01-01', DATE '2025-10-01', DATE '2026-03-31'), (DATE '2026-04-01', DATE '2026-01-01', DATE '2026-06-30'), (DATE '2026-07-01', DATE '2026-04-01', DATE '2026-09-30'), (DATE '2026-10-01', DATE '2026-05-01', DATE '2026-10-31')) AS cells(bucket, cell_start, cell_end) ON a0_by_unit.atom >= cells.cell_start AND a0_by_unit.atom <= cells.cell_end
  GROUP BY cells.bucket
),
grid AS (
  SELECT k1
  FROM (VALUES (DATE '2026-01-01'), (DATE '2026-04-01'), (DATE '2026-07-01'), (DATE '2026-10-01')) AS buckets(k1)
)
SELECT
  grid.k1 AS "quarter",
  a0.s0 AS half
FROM grid
LEFT JOIN a0 ON a0.k1 = grid.k1
ORDER BY 1 ASC NULLS LAST
