"""Quality, measured: one module a labelled set, each returning the figures it is judged by. `metier eval` runs them all.

A module has `NEEDS`, the names its set has in the data folder, and `evaluate(data, onet)`, which returns flat keys like
`stop_intent.f1`. Figures come from the code that serves, without a model key; see the README of the labelled sets.
"""
