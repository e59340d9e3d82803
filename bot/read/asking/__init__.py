"""Passes of interpretation: what the pieces of a question ask for, one kind of asking a module.

Role: Intent and Scene → the same Intent, with roles given to the pieces that each pass explains.
"""
