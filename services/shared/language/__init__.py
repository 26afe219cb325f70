"""English words: tokens, stems, verb forms, folding and the names of occupations in a sentence; no reading of sentences."""
