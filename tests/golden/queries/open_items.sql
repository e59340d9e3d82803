-- semantic
SELECT open_items.aging_bucket AS bucket, MEASURE(open) AS open, MEASURE(open) / TOTAL(MEASURE(open)) AS share FROM m WHERE period <= DATE '2026-08-31' GROUP BY 1
-- by hand
WITH o AS (SELECT i.amount - COALESCE((SELECT SUM(r.amount) FROM receipts r WHERE r.invoice_id = i.invoice_id AND r.day <= '2026-08-31'), 0) AS v, DATE '2026-08-31' - i.due AS late FROM invoices i WHERE i.day <= '2026-08-31') SELECT CASE WHEN late <= 0 THEN 'not_due' WHEN late <= 30 THEN '1-30' WHEN late <= 60 THEN '31-60' WHEN late <= 90 THEN '61-90' ELSE '90+' END, SUM(v), SUM(v)::DOUBLE / (SELECT SUM(v) FROM o) FROM o WHERE v <> 0 GROUP BY 1 ORDER BY 1
-- compiled
WITH a0_applied AS (
  SELECT receipts.invoice_id AS document_0, SUM(receipts.amount) AS applied_amount
  FROM receipts AS receipts
  WHERE receipts."day" < DATE '2026-09-01'
  GROUP BY receipts.invoice_id
),
a0 AS (
  SELECT CASE WHEN (DATE '2026-08-31' - invoices.due) IS NULL THEN NULL WHEN (DATE '2026-08-31' - invoices.due) <= 0 THEN 'not_due' WHEN (DATE '2026-08-31' - invoices.due) <= 30 THEN '1-30' WHEN (DATE '2026-08-31' - invoices.due) <= 60 THEN '31-60' WHEN (DATE '2026-08-31' - invoices.due) <= 90 THEN '61-90' ELSE '90+' END AS k1, SUM((invoices.amount - COALESCE(a0_applied.applied_amount, 0))) AS s0
  FROM invoices AS invoices
  LEFT JOIN a0_applied ON a0_applied.document_0 = invoices.invoice_id
  WHERE invoices."day" <= DATE '2026-08-31' AND (invoices.amount - COALESCE(a0_applied.applied_amount, 0)) <> 0
  GROUP BY CASE WHEN (DATE '2026-08-31' - invoices.due) IS NULL THEN NULL WHEN (DATE '2026-08-31' - invoices.due) <= 0 THEN 'not_due' WHEN (DATE '2026-08-31' - invoices.due) <= 30 THEN '1-30' WHEN (DATE '2026-08-31' - invoices.due) <= 60 THEN '31-60' WHEN (DATE '2026-08-31' - invoices.due) <= 90 THEN '61-90' ELSE '90+' END
),
a1_applied AS (
  SELECT receipts.invoice_id AS document_0, SUM(receipts.amount) AS applied_amount
  FROM receipts AS receipts
  WHERE receipts."day" < DATE '2026-09-01'
  GROUP BY receipts.invoice_id
),
a1 AS (
  SELECT SUM((invoices.amount - COALESCE(a1_applied.applied_amount, 0))) AS s1
  FROM invoices AS invoices
  LEFT JOIN a1_applied ON a1_applied.document_0 = invoices.invoice_id
  WHERE invoices."day" <= DATE '2026-08-31' AND (invoices.amount - COALESCE(a1_applied.applied_amount, 0)) <> 0
)
SELECT
  a0.k1 AS bucket,
  a0.s0 AS open,
  CAST(COALESCE(a0.s0, 0) AS DOUBLE) / NULLIF(a1.s1, 0) AS share
FROM a0
CROSS JOIN a1
ORDER BY 1 ASC NULLS LAST
