"""Who may do what, and how documents go their way: rights, duties, grants, flows and desks.

Reads: rights, flows, roles and terms as the law's tables have them, and grants of a person.
Writes: verdicts on acts of people, and what stands next on the way of a document.
Basis: Budget Law, articles 86 to 95; handbook, organisation and separation of duties.
"""
