"""Insights: from a table of attacks to a report that says what they show, and what is missing.

A report's section is a function from `Attacks` to a `Section`: title, sentences, tables, charts and how it
was done. All of them stand in `registry.SECTIONS`, in the order of the report; a new one is a function
and a line there. `run` reads, computes and writes; what was done before is not done again.
"""
