-- semantic
SELECT customers.region, MEASURE(billed) AS billed, MEASURE(received) AS received, MEASURE(collection_rate) AS rate, MEASURE(gap) AS gap FROM m WHERE period BETWEEN DATE '2026-03-01' AND DATE '2026-03-31' GROUP BY customers.region
-- by hand
WITH b AS (SELECT c.region AS region, SUM(i.amount) AS v FROM invoices i LEFT JOIN customers c USING (customer_id) WHERE i.day BETWEEN '2026-03-01' AND '2026-03-31' AND i.status <> 'void' GROUP BY 1), r AS (SELECT c.region AS region, SUM(p.amount) AS v FROM receipts p LEFT JOIN invoices i USING (invoice_id) LEFT JOIN customers c USING (customer_id) WHERE p.day BETWEEN '2026-03-01' AND '2026-03-31' GROUP BY 1), k AS (SELECT region FROM b UNION SELECT region FROM r) SELECT k.region, b.v, r.v, COALESCE(r.v, 0) / b.v, COALESCE(b.v, 0) - COALESCE(r.v, 0) FROM k LEFT JOIN b ON k.region IS NOT DISTINCT FROM b.region LEFT JOIN r ON k.region IS NOT DISTINCT FROM r.region ORDER BY 1 NULLS LAST
-- compiled
WITH a0_by_key AS (
  SELECT invoices.customer_id AS j0, SUM(invoices.amount) AS s0
  FROM invoices AS invoices
  WHERE invoices."day" >= DATE '2026-03-01' AND invoices."day" < DATE '2026-04-01' AND invoices.status <> 'void'
  GROUP BY invoices.customer_id
),
a0 AS (
  SELECT customers.region AS k1, SUM(invoices.s0) AS s0
  FROM a0_by_key AS invoices
  LEFT JOIN customers AS customers ON invoices.j0 = customers.customer_id
  GROUP BY customers.region
),
a1_by_key AS (
  SELECT receipts.invoice_id AS j0, SUM(receipts.amount) AS s1
  FROM receipts AS receipts
  WHERE receipts."day" >= DATE '2026-03-01' AND receipts."day" < DATE '2026-04-01'
  GROUP BY receipts.invoice_id
),
a1 AS (
  SELECT customers.region AS k1, SUM(receipts.s1) AS s1
  FROM a1_by_key AS receipts
  LEFT JOIN invoices AS invoices ON receipts.j0 = invoices.invoice_id
  LEFT JOIN customers AS customers ON invoices.customer_id = customers.customer_id
  GROUP BY customers.region
),
facts AS (
  SELECT k1, MAX(s0) AS s0, MAX(s1) AS s1
  FROM (
    SELECT k1, s0, NULL AS s1 FROM a0
    UNION ALL
    SELECT k1, NULL AS s0, s1 FROM a1
  ) AS padded
  GROUP BY k1
)
SELECT
  facts.k1 AS region,
  facts.s0 AS billed,
  facts.s1 AS received,
  CAST(COALESCE(facts.s1, 0) AS DOUBLE) / NULLIF(facts.s0, 0) AS rate,
  CASE WHEN COALESCE(facts.s0, facts.s1) IS NOT NULL THEN COALESCE(facts.s0, 0) - COALESCE(facts.s1, 0) END AS gap
FROM facts
ORDER BY 1 ASC NULLS LAST
