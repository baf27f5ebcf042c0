"""All that Notesik keeps in Redis or Valkey, and the embedded server it starts by default.

The store knows no business types: it deals in keys, revisions, bytes and counters.
"""
