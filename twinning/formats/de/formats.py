"""German times without a leading zero, as an office writes them: "9:04". Django reads this."""

TIME_FORMAT = "G:i"
