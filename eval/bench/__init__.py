"""Benches: what `make bench` measures. Figures are medians of one run; hold them against the ratio beside them."""
