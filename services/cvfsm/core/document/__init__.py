"""The CV as data, its paths and its JSON forms; what text and dates are."""
