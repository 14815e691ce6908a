"""What is done with the entries of a file: the acts that plug into the importer.

Each act takes the entries of one template to the record or to a stage, whole or not at all, and
can be undone as one batch.
"""
