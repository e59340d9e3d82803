SELECT * FROM main.balances
