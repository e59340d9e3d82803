"""The demo company 星河家电 / Galaxy Appliances: a small, fixed-seed ERP written to one DuckDB file.

Role: `python -m demo.generate` builds it; `docs/demo.md` tells its stories, traps and planted breaks.
Money is whole fen (1/100 yuan) in Python and DECIMAL(18,2) in the tables, so every total is exact.
"""
