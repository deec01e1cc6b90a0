"""The city sheet: facts, map, ten phrases, story and projects of a city as PDF, in one language or in two."""
