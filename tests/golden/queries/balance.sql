-- semantic
SELECT customers.region, MEASURE(owed) AS owed FROM m WHERE period BETWEEN DATE '2026-07-01' AND DATE '2026-09-30' GROUP BY 1
-- by hand
SELECT c.region, SUM(b.balance) FROM balances b LEFT JOIN customers c USING (customer_id) WHERE b.day = '2026-09-28' GROUP BY 1 ORDER BY 1 NULLS LAST
-- compiled
WITH a0_as_of AS (
  SELECT MAX(balances."day") AS as_of
  FROM balances AS balances
  WHERE balances."day" >= DATE '2026-07-01' AND balances."day" < DATE '2026-10-01'
),
a0 AS (
  SELECT customers.region AS k1, SUM(balances.balance) AS s0
  FROM balances AS balances
  LEFT JOIN customers AS customers ON balances.customer_id = customers.customer_id
  JOIN a0_as_of ON a0_as_of.as_of = balances."day"
  GROUP BY customers.region
)
SELECT
  a0.k1 AS region,
  a0.s0 AS owed
FROM a0
CROSS JOIN a0_as_of
ORDER BY 1 ASC NULLS LAST
