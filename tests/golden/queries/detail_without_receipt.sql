-- semantic
SELECT invoices.invoice_id, customers.name, invoices.amount FROM m WHERE NOT EXISTS (SELECT 1 FROM receipts WHERE receipts.amount > 100) AND period BETWEEN DATE '2026-01-01' AND DATE '2026-10-31' ORDER BY invoices.amount DESC LIMIT 5
-- by hand
SELECT i.invoice_id, c.name, i.amount FROM invoices i LEFT JOIN customers c USING (customer_id) WHERE i.day BETWEEN '2026-01-01' AND '2026-10-31' AND i.invoice_id NOT IN (SELECT invoice_id FROM receipts WHERE amount > 100) ORDER BY i.amount DESC, i.invoice_id LIMIT 5
-- compiled
SELECT
  invoices.invoice_id AS invoice_id,
  customers.name AS name,
  invoices.amount AS amount
FROM invoices AS invoices
LEFT JOIN customers AS customers ON invoices.customer_id = customers.customer_id
WHERE invoices."day" >= DATE '2026-01-01' AND invoices."day" < DATE '2026-11-01' AND NOT EXISTS (SELECT 1 FROM receipts AS receipts_1_inside WHERE invoices.invoice_id = receipts_1_inside.invoice_id AND receipts_1_inside.amount > 100)
ORDER BY 3 DESC NULLS LAST, invoices.invoice_id ASC NULLS LAST
LIMIT 5
