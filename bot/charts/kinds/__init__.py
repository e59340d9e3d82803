"""One module per kind of chart: a Plot and columns in, a Vega-Lite body out."""
