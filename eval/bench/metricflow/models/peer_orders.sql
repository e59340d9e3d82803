SELECT * FROM main.orders
