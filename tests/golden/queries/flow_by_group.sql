-- semantic
SELECT customers.region, MEASURE(billed) AS billed FROM m WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-06-30' GROUP BY customers.region ORDER BY billed DESC LIMIT 3
-- by hand
SELECT c.region, SUM(i.amount) FROM invoices i LEFT JOIN customers c USING (customer_id) WHERE i.day BETWEEN '2026-01-01' AND '2026-06-30' AND i.status <> 'void' GROUP BY c.region ORDER BY 2 DESC NULLS LAST LIMIT 3
-- compiled
WITH a0_by_key AS (
  SELECT invoices.customer_id AS j0, SUM(invoices.amount) AS s0
  FROM invoices AS invoices
  WHERE invoices."day" >= DATE '2026-01-01' AND invoices."day" < DATE '2026-07-01' AND invoices.status <> 'void'
  GROUP BY invoices.customer_id
),
a0 AS (
  SELECT customers.region AS k1, SUM(invoices.s0) AS s0
  FROM a0_by_key AS invoices
  LEFT JOIN customers AS customers ON invoices.j0 = customers.customer_id
  GROUP BY customers.region
)
SELECT
  a0.k1 AS region,
  a0.s0 AS billed
FROM a0
ORDER BY 2 DESC NULLS LAST, 1 ASC NULLS LAST
LIMIT 3
