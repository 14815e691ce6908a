"""The house is put together the way its settings say."""
