CREATE TABLE t_kh (kh_id INTEGER PRIMARY KEY, kh_mc VARCHAR, kh_lb VARCHAR, szd_qy VARCHAR, xyed DECIMAL(12,2), jdrq DATE);
INSERT INTO t_kh SELECT 100 + i, '客户' || i, ['A类', 'B类'][1 + i % 2], ['浙江', '江苏', '广东'][1 + i % 3], 1000 * i,
  DATE '2015-01-01' + CAST(i * 30 AS INTEGER) FROM range(30) t(i);
CREATE TABLE t_zd AS SELECT 'Z' || LPAD(CAST(i AS VARCHAR), 2, '0') AS zd_id, '站点' || i AS zd_mc FROM range(8) t(i);
-- lines without a date of their own under a header with a status; the header's amount stands on each line too
CREATE TABLE t_ddzb AS SELECT 'DD' || (5000 + i) AS ddbh, 100 + i % 30 AS kh_id, DATE '2025-01-03' + CAST(i AS INTEGER) AS ddrq,
  DATE '2025-01-13' + CAST(i AS INTEGER) AS jhrq, CAST(300 + i % 90 AS DECIMAL(12,2)) AS ddje,
  ['已完成', '已取消', '执行中'][1 + i % 3] AS ddzt FROM range(400) t(i);
CREATE TABLE t_ddmx AS SELECT 'DD' || (5000 + i // 3) AS ddbh, 1 + i % 3 AS hh, 'W' || (100 + i % 9) AS wl_id, 2 + i % 6 AS sl,
  CAST(10 + i % 9 AS DECIMAL(10,2)) AS dj, CAST((2 + i % 6) * (10 + i % 9) AS DECIMAL(12,2)) AS je,
  CAST(300 + (i // 3) % 90 AS DECIMAL(12,2)) AS ddje FROM range(1200) t(i);
-- the same stations in two roles, found by their values
CREATE TABLE t_yd AS SELECT 'YD' || i AS yd_no, DATE '2025-02-01' + CAST(i % 300 AS INTEGER) AS fyrq,
  'Z' || LPAD(CAST(i % 8 AS VARCHAR), 2, '0') AS qs_zd, 'Z' || LPAD(CAST((i * 3 + 1) % 8 AS VARCHAR), 2, '0') AS md_zd,
  CAST(50 + i % 70 AS DECIMAL(12,2)) AS yfje FROM range(600) t(i);
CREATE TABLE t_kc AS SELECT LAST_DAY(DATE '2025-01-01' + INTERVAL (m) MONTH) AS rq, 'W' || (100 + w) AS wl_id, k AS ck,
  20 + (m * 5 + w) % 17 AS kcsl, CAST((20 + (m * 5 + w) % 17) * 12 AS DECIMAL(12,2)) AS je
  FROM range(15) a(m), range(9) b(w), (VALUES ('一号库'), ('二号库')) c(k);
-- receipts and issues in one column, both positive
CREATE TABLE t_crk AS SELECT i AS djbh, DATE '2025-01-02' + CAST(i % 400 AS INTEGER) AS rq, ['入库', '出库'][1 + i % 2] AS lx,
  'W' || (100 + i % 9) AS wl_id, 1 + i % 5 AS sl FROM range(500) t(i);
-- every account of the books, in two ledgers
CREATE TABLE t_pz AS SELECT i AS pzh, DATE '2025-01-02' + CAST(i % 500 AS INTEGER) AS rq, ['主账套', '管理账套'][1 + i % 2] AS 账套,
  ['6001', '6401', '6601', '1122'][1 + i % 4] AS 科目, CAST(10 + i % 77 AS DECIMAL(12,2)) AS je FROM range(900) t(i);
