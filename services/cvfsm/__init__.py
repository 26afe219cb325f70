"""CV sessions: a document becomes data a person vouches for, a bounded agent updates it, Typst prints it.

It owns the CV data, the machine of its stages, the grounding of every line and the files it makes. It does not talk to
people in free text, decide what work someone does, or fetch job postings: it is given text.
"""
