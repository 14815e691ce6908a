"""The door for programs: what it lets in, what it answers, and what it never does."""
