SELECT * FROM main.expenses
