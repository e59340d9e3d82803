-- semantic
SELECT teams.title, MEASURE(cost_rate) AS rate FROM m WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-10-31' GROUP BY 1
-- by hand
SELECT t.title, SUM(k.amount)::DOUBLE / (SELECT SUM(amount) FROM invoices WHERE status <> 'void' AND day BETWEEN '2026-01-01' AND '2026-10-31') FROM costs k LEFT JOIN teams t USING (team) WHERE k.scenario = 'actual' GROUP BY 1 ORDER BY 1 NULLS LAST
-- compiled
WITH a0_by_key AS (
  SELECT costs.team AS j0, SUM(costs.amount) AS s0
  FROM costs AS costs
  WHERE costs."day" >= DATE '2026-01-01' AND costs."day" < DATE '2026-11-01' AND costs.scenario = 'actual'
  GROUP BY costs.team
),
a0 AS (
  SELECT teams.title AS k1, SUM(costs.s0) AS s0
  FROM a0_by_key AS costs
  LEFT JOIN teams AS teams ON costs.j0 = teams.team
  GROUP BY teams.title
),
a1 AS (
  SELECT SUM(invoices.amount) AS s1
  FROM invoices AS invoices
  WHERE invoices."day" >= DATE '2026-01-01' AND invoices."day" < DATE '2026-11-01' AND invoices.status <> 'void'
)
SELECT
  a0.k1 AS title,
  CAST(COALESCE(a0.s0, 0) AS DOUBLE) / NULLIF(a1.s1, 0) AS rate
FROM a0
CROSS JOIN a1
ORDER BY 1 ASC NULLS LAST
