"""How the reader of CVs is taught: invented contents in layouts that other people made, the models, and their figures."""
