-- semantic
SELECT customers.region, customers.name, MEASURE(billed) AS billed, MEASURE(billed) / TOTAL(MEASURE(billed)) AS of_all, MEASURE(billed) / TOTAL(MEASURE(billed), BY customers.region) AS of_region FROM m WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-10-31' GROUP BY 1, 2 ORDER BY of_all DESC LIMIT 4
-- by hand
WITH f AS (SELECT c.region, c.name, SUM(i.amount) AS v FROM invoices i LEFT JOIN customers c USING (customer_id) WHERE i.day BETWEEN '2026-01-01' AND '2026-10-31' AND i.status <> 'void' GROUP BY 1, 2) SELECT region, name, v, v::DOUBLE / (SELECT SUM(v) FROM f), v::DOUBLE / (SELECT SUM(g.v) FROM f g WHERE g.region IS NOT DISTINCT FROM f.region) FROM f ORDER BY 4 DESC LIMIT 4
-- compiled
WITH a0_by_key AS (
  SELECT invoices.customer_id AS j0, SUM(invoices.amount) AS s0
  FROM invoices AS invoices
  WHERE invoices."day" >= DATE '2026-01-01' AND invoices."day" < DATE '2026-11-01' AND invoices.status <> 'void'
  GROUP BY invoices.customer_id
),
a0 AS (
  SELECT customers.region AS k1, customers.name AS k2, SUM(invoices.s0) AS s0
  FROM a0_by_key AS invoices
  LEFT JOIN customers AS customers ON invoices.j0 = customers.customer_id
  GROUP BY customers.region, customers.name
),
a1 AS (
  SELECT SUM(invoices.amount) AS s1
  FROM invoices AS invoices
  WHERE invoices."day" >= DATE '2026-01-01' AND invoices."day" < DATE '2026-11-01' AND invoices.status <> 'void'
),
a2_by_key AS (
  SELECT invoices.customer_id AS j0, SUM(invoices.amount) AS s2
  FROM invoices AS invoices
  WHERE invoices."day" >= DATE '2026-01-01' AND invoices."day" < DATE '2026-11-01' AND invoices.status <> 'void'
  GROUP BY invoices.customer_id
),
a2 AS (
  SELECT customers.region AS k1, SUM(invoices.s2) AS s2
  FROM a2_by_key AS invoices
  LEFT JOIN customers AS customers ON invoices.j0 = customers.customer_id
  GROUP BY customers.region
)
SELECT
  a0.k1 AS region,
  a0.k2 AS name,
  a0.s0 AS billed,
  CAST(COALESCE(a0.s0, 0) AS DOUBLE) / NULLIF(a1.s1, 0) AS of_all,
  CAST(COALESCE(a0.s0, 0) AS DOUBLE) / NULLIF(a2.s2, 0) AS of_region
FROM a0
CROSS JOIN a1
LEFT JOIN a2 ON a2.k1 IS NOT DISTINCT FROM a0.k1
ORDER BY CAST(COALESCE(a0.s0, 0) AS DOUBLE) / NULLIF(a1.s1, 0) DESC NULLS LAST, 1 ASC NULLS LAST, 2 ASC NULLS LAST
LIMIT 4
