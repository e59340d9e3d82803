-- semantic
WITH monthly AS (SELECT DATE_TRUNC('month', period) AS month, MEASURE(billed) AS billed FROM m WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-10-31' GROUP BY 1) SELECT AVG(billed) AS average, MAX(billed) AS best FROM monthly
-- by hand
WITH f AS (SELECT DATE_TRUNC('month', day) AS mo, SUM(amount) AS v FROM invoices WHERE status <> 'void' AND day BETWEEN '2026-01-01' AND '2026-10-31' GROUP BY 1) SELECT SUM(v)::DOUBLE / 10, MAX(v) FROM f
-- compiled
WITH monthly AS (
  WITH a0 AS (
    SELECT CAST(DATE_TRUNC('month', invoices."day") AS DATE) AS k1, SUM(invoices.amount) AS s0
    FROM invoices AS invoices
    WHERE invoices."day" >= DATE '2026-01-01' AND invoices."day" < DATE '2026-11-01' AND invoices.status <> 'void'
    GROUP BY DATE_TRUNC('month', invoices."day")
  ),
  grid AS (
    SELECT k1
    FROM (VALUES (DATE '2026-01-01'), (DATE '2026-02-01'), (DATE '2026-03-01'), (DATE '2026-04-01'), (DATE '2026-05-01'), (DATE '2026-06-01'), (DATE '2026-07-01'), (DATE '2026-08-01'), (DATE '2026-09-01'), (DATE '2026-10-01')) AS buckets(k1)
  )
  SELECT
    grid.k1 AS "month",
    a0.s0 AS billed
  FROM grid
  LEFT JOIN a0 ON a0.k1 = grid.k1
  ORDER BY 1 ASC NULLS LAST
)
SELECT
  AVG(
    CASE
      WHEN monthly."month" <= TRY_CAST('2026-10-31' AS DATE)
      THEN COALESCE(billed, 0)
    END
  ) AS average,
  MAX(billed) AS best
FROM monthly
