"""What admins say: categories, keywords, units, areas, routes, people, and looking at what was done.

Each thing by buttons and by a command with words. Every change goes through `storage.audit.put`, so that it is audited
and can be undone, and holds from the next message on.
"""
