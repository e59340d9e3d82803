-- The bench's company: 10 million orders, 1 million expenses, 15,000 accounts at 36 month ends, 20,000 customers.
-- Every number follows from a hash of the row's number, so that each build gives the same rows.
CREATE TABLE customers AS
SELECT
  CAST(n AS INTEGER) AS customer_id,
  'R' || CAST(hash(n) % 8 AS VARCHAR) AS region,
  'S' || CAST(hash(n, 1) % 4 AS VARCHAR) AS segment
FROM range(1, 20001) AS made(n);

CREATE TABLE orders AS
SELECT
  CAST(n AS INTEGER) AS order_id,
  CASE WHEN hash(n, 2) % 1000 = 0 THEN NULL ELSE CAST(1 + hash(n, 3) % 20000 AS INTEGER) END AS customer_id,
  DATE '2023-01-01' + CAST(n * 1096 // 10000001 AS INTEGER) AS order_date,
  CAST((hash(n, 4) % 100000) / 100 AS DECIMAL(18, 2)) AS amount,
  CAST((hash(n, 5) % 60000) / 100 AS DECIMAL(18, 2)) AS cost,
  CAST(1 + hash(n, 6) % 9 AS INTEGER) AS quantity
FROM range(1, 10000001) AS made(n);

CREATE TABLE expenses AS
SELECT
  CAST(n AS INTEGER) AS expense_id,
  CAST(1 + hash(n, 7) % 20000 AS INTEGER) AS customer_id,
  DATE '2023-01-01' + CAST(n * 1096 // 1000001 AS INTEGER) AS expense_date,
  CAST((hash(n, 8) % 50000) / 100 AS DECIMAL(18, 2)) AS amount
FROM range(1, 1000001) AS made(n);

CREATE TABLE balances AS
SELECT
  CAST(account AS INTEGER) AS account_id,
  CAST(1 + hash(account, 9) % 20000 AS INTEGER) AS customer_id,
  CAST(DATE '2023-02-01' + to_months(CAST(month AS INTEGER)) - INTERVAL 1 DAY AS DATE) AS balance_date,
  CAST((hash(account, month) % 1000000) / 100 AS DECIMAL(18, 2)) AS balance
FROM range(1, 15001) AS accounts(account), range(0, 36) AS months(month);
