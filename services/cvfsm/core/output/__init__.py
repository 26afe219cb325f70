"""What a CV looks like on paper: its page model, the words around it, how it fills pages and whether it reads back."""
