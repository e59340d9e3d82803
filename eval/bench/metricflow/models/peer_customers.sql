SELECT * FROM main.customers
