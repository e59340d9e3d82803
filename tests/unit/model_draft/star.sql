CREATE TABLE dim_date AS SELECT CAST(STRFTIME(d, '%Y%m%d') AS INTEGER) AS date_key, CAST(d AS DATE) AS full_date,
  YEAR(d) AS year, QUARTER(d) AS quarter, MONTH(d) AS month FROM range(DATE '2025-01-01', DATE '2026-07-01',
  INTERVAL 1 DAY) t(d);
CREATE TABLE dim_customer AS SELECT 1000 + i AS customer_key, 'Customer ' || i AS customer_name,
  ['Retail', 'Wholesale', 'Online'][1 + i % 3] AS segment, ['Leeds', 'York', 'Hull'][1 + i % 3] AS city,
  DATE '1960-01-01' + CAST(i * 200 AS INTEGER) AS birth_date, 5000 + 100 * i AS credit_limit FROM range(40) t(i);
CREATE TABLE dim_product AS SELECT 200 + i AS product_key, 'SKU-' || i AS sku, 'Product ' || i AS product_name,
  ['Tea', 'Coffee'][1 + i % 2] AS category, CAST(3 + i AS DECIMAL(10,2)) AS list_price,
  CAST(1 + i AS DECIMAL(10,2)) AS cost FROM range(12) t(i);
CREATE TABLE dim_store AS SELECT i AS store_key, 'Store ' || i AS store_name, ['North', 'South'][1 + i % 2] AS region,
  DATE '2010-05-01' + CAST(300 * i AS INTEGER) AS opened_on, 300 + 50 * i AS floor_area FROM range(1, 5) t(i);
-- voided sales, a date only as a number, a unit price and a discount beside the amounts
CREATE TABLE fact_sales AS SELECT 90000 + i AS sales_id,
  CAST(STRFTIME(DATE '2025-01-01' + CAST(i % 500 AS INTEGER), '%Y%m%d') AS INTEGER) AS date_key,
  CASE WHEN i % 50 <> 0 THEN 1000 + i % 40 END AS customer_key, 200 + i % 12 AS product_key, 1 + i % 4 AS store_key,
  1 + i % 7 AS quantity, CAST(3 + i % 12 AS DECIMAL(10,2)) AS unit_price, CAST((i % 4) / 20.0 AS DECIMAL(4,2)) AS discount,
  CAST((1 + i % 7) * (3 + i % 12) AS DECIMAL(12,2)) AS net_amount,
  CAST((1 + i % 7) * (3 + i % 12) * 0.2 AS DECIMAL(12,2)) AS tax_amount, i % 33 = 0 AS is_voided FROM range(3000) t(i);
-- a snapshot each month end
CREATE TABLE fact_inventory AS SELECT LAST_DAY(DATE '2025-01-01' + INTERVAL (m) MONTH) AS snapshot_date,
  200 + p AS product_key, s AS store_key, 10 + (m * 7 + p * 3 + s) % 40 AS qty_on_hand,
  CAST((10 + (m * 7 + p * 3 + s) % 40) * (1 + p) AS DECIMAL(12,2)) AS amount FROM range(18) a(m), range(12) b(p), range(1, 5) c(s);
-- recurring revenue and people: states under names that say it only to who knows
CREATE TABLE fact_people AS SELECT CAST(DATE '2025-01-01' + INTERVAL (m) MONTH AS DATE) AS month, s AS store_key,
  8 + (m + s) % 5 AS headcount, CAST(2000 + 10 * m + s AS DECIMAL(12,2)) AS mrr, 30 + (m * s) % 9 AS members,
  CAST(100 * m + s AS DECIMAL(12,2)) AS ytd_spend FROM range(18) a(m), range(1, 5) b(s);
-- budget and actual side by side, of two lines
CREATE TABLE fact_budget AS SELECT CAST(DATE '2025-01-01' + INTERVAL (m) MONTH AS DATE) AS month, s AS store_key,
  v AS scenario, CAST(4000 + 50 * m + 10 * s + LENGTH(v) AS DECIMAL(12,2)) AS sales_amount
  FROM range(18) a(m), range(1, 5) b(s), (VALUES ('actual'), ('budget'), ('forecast')) c(v);
-- two roles of one customer, without a word of "customer", and a total among the lines
CREATE TABLE fact_shipment AS SELECT 7000 + i AS shipment_no, DATE '2025-01-05' + CAST(i % 500 AS INTEGER) AS ship_date,
  1000 + i % 40 AS ship_to, 1000 + (i * 7) % 40 AS bill_to, CAST(20 + i % 15 AS DECIMAL(10,2)) AS freight,
  ['shipped', 'cancelled', 'open'][1 + i % 3] AS status FROM range(400) t(i);
CREATE TABLE exchange_rates AS SELECT DATE '2025-01-01' + CAST(i AS INTEGER) AS rate_date, 'EUR' AS currency,
  CAST(0.85 + i / 5000.0 AS DECIMAL(10,6)) AS rate FROM range(200) t(i);
