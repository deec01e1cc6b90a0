"""Documents from data with typst: tagged PDF and pictures, with our own fonts only."""
