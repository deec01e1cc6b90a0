"""The page on which an object is translated: source and translation side by side, and the people who work there."""
