-- semantic
SELECT customers.region, customers.name, MEASURE(billed) AS billed FROM m WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-10-31' GROUP BY 1, 2 QUALIFY ROW_NUMBER() OVER (PARTITION BY customers.region ORDER BY MEASURE(billed) DESC) <= 2 ORDER BY customers.region, billed DESC
-- by hand
WITH f AS (SELECT c.region, c.name, SUM(i.amount) AS v FROM invoices i LEFT JOIN customers c USING (customer_id) WHERE i.day BETWEEN '2026-01-01' AND '2026-10-31' AND i.status <> 'void' GROUP BY 1, 2) SELECT region, name, v FROM f QUALIFY ROW_NUMBER() OVER (PARTITION BY region ORDER BY v DESC) <= 2 ORDER BY region NULLS LAST, v DESC
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
)
SELECT ranked.c1 AS region, ranked.c2 AS name, ranked.c3 AS billed
FROM (
  SELECT
    a0.k1 AS c1,
    a0.k2 AS c2,
    a0.s0 AS c3,
    (ROW_NUMBER() OVER (PARTITION BY a0.k1 ORDER BY a0.s0 DESC NULLS LAST)) <= 2 AS q1
  FROM a0
) AS ranked
WHERE ranked.q1
ORDER BY 1 ASC NULLS LAST, 3 DESC NULLS LAST, 2 ASC NULLS LAST
