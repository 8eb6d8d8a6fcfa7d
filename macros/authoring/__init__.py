"""Authors' commands: schemas, new documents, verification."""
