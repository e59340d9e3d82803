-- semantic
SELECT TREE_LEVEL(teams.org, 2) AS team, MEASURE(cost) AS cost FROM m WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-10-31' GROUP BY 1
-- by hand
SELECT CASE team WHEN 1 THEN 'All' WHEN 2 THEN 'Sales' WHEN 4 THEN 'Sales' ELSE 'Staff' END, SUM(amount) FROM costs WHERE scenario = 'actual' GROUP BY 1 ORDER BY 1
-- compiled
WITH a0 AS (
  SELECT teams_org.member AS k1, SUM(costs.amount) AS s0
  FROM costs AS costs
  LEFT JOIN teams AS teams ON costs.team = teams.team
  LEFT JOIN (WITH RECURSIVE nodes AS (SELECT tree_rows.team AS node, tree_rows.parent AS parent, tree_rows.title AS display, 1 AS factor FROM teams AS tree_rows), closure AS (SELECT node, node AS ancestor, 1 AS factor, 1 AS steps FROM nodes UNION ALL SELECT closure.node, above.node AS ancestor, closure.factor * below.factor AS factor, closure.steps + 1 AS steps FROM closure JOIN nodes AS below ON below.node = closure.ancestor JOIN nodes AS above ON above.node = below.parent WHERE closure.steps < 60) SELECT node, member, factor FROM (SELECT closure.node, members.display AS member, closure.factor, ROW_NUMBER() OVER (PARTITION BY closure.node ORDER BY closure.steps DESC) AS depth, COUNT(*) OVER (PARTITION BY closure.node) AS depths FROM closure JOIN nodes AS members ON members.node = closure.ancestor) AS ranked WHERE depth = LEAST(2, depths)) AS teams_org ON teams_org.node = teams.team
  WHERE costs."day" >= DATE '2026-01-01' AND costs."day" < DATE '2026-11-01' AND costs.scenario = 'actual'
  GROUP BY teams_org.member
)
SELECT
  a0.k1 AS team,
  a0.s0 AS cost
FROM a0
ORDER BY 1 ASC NULLS LAST
