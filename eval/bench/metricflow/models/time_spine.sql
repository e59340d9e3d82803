{{ config(materialized='table') }}
SELECT CAST(day AS DATE) AS date_day FROM (SELECT unnest(generate_series(DATE '2020-01-01', DATE '2027-12-31', INTERVAL 1 DAY)) AS day)
