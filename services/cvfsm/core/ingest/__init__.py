"""From the lines of a document to CV data, by rules alone: what is understood gets its field, the rest stays as text."""
