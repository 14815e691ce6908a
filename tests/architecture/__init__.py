"""The house keeps its own rules, and each rule is seen to bite."""
