"""Background work: rows in the database are the truth; a queue entry is only a nudge.

A room declares a job once, with the function that does one row and the query that finds rows that are due::

    @job("publishing.delivery", due=deliveries_due)
    def advance(pk: str, at: datetime) -> None: ...

and nudges it by name after a write: ``nudge("publishing.delivery", row.pk)``. A periodic sweep finds what a
crash dropped.
"""
