"""Follow-ups: edits of the query before, the question told anew, rows pointed at, answers to a question back."""
