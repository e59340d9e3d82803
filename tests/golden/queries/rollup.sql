-- semantic
SELECT customers.region, invoices.status, MEASURE(payers) AS payers FROM m WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-10-31' GROUP BY ROLLUP (customers.region, invoices.status)
-- by hand
SELECT c.region, i.status, COUNT(DISTINCT i.customer_id) FROM invoices i LEFT JOIN customers c USING (customer_id) WHERE i.day BETWEEN '2026-01-01' AND '2026-10-31' GROUP BY ROLLUP (c.region, i.status) ORDER BY 1 NULLS LAST, 2 NULLS LAST, GROUPING(c.region) + GROUPING(i.status)
-- compiled
SELECT region, status, payers
FROM (
  SELECT set_1.region AS region, set_1.status AS status, set_1.payers AS payers, 1 AS grouping_set
  FROM (
    WITH a0 AS (
      SELECT customers.region AS k1, invoices.status AS k2, COUNT(DISTINCT invoices.customer_id) AS s0
      FROM invoices AS invoices
      LEFT JOIN customers AS customers ON invoices.customer_id = customers.customer_id
      WHERE invoices."day" >= DATE '2026-01-01' AND invoices."day" < DATE '2026-11-01'
      GROUP BY customers.region, invoices.status
    )
    SELECT
      a0.k1 AS region,
      a0.k2 AS status,
      a0.s0 AS payers
    FROM a0
  ) AS set_1
  UNION ALL
  SELECT set_2.region AS region, set_2.status AS status, set_2.payers AS payers, 2 AS grouping_set
  FROM (
    WITH a0 AS (
      SELECT customers.region AS k1, COUNT(DISTINCT invoices.customer_id) AS s0
      FROM invoices AS invoices
      LEFT JOIN customers AS customers ON invoices.customer_id = customers.customer_id
      WHERE invoices."day" >= DATE '2026-01-01' AND invoices."day" < DATE '2026-11-01'
      GROUP BY customers.region
    )
    SELECT
      a0.k1 AS region,
      NULL AS status,
      a0.s0 AS payers
    FROM a0
  ) AS set_2
  UNION ALL
  SELECT set_3.region AS region, set_3.status AS status, set_3.payers AS payers, 3 AS grouping_set
  FROM (
    WITH a0 AS (
      SELECT COUNT(DISTINCT invoices.customer_id) AS s0
      FROM invoices AS invoices
      WHERE invoices."day" >= DATE '2026-01-01' AND invoices."day" < DATE '2026-11-01'
    )
    SELECT
      NULL AS region,
      NULL AS status,
      a0.s0 AS payers
    FROM a0
  ) AS set_3
) AS grouped
ORDER BY region ASC NULLS LAST, status ASC NULLS LAST, grouping_set ASC
