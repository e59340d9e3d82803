"""How people say the names of a layer: verbs, negations, plans, parts of names, one way of saying a module.

Role: pieces → the same pieces, before they are interpreted.
"""
