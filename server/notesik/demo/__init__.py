"""The demo shop: a small web shop that knows nothing of Notesik but its tag."""
