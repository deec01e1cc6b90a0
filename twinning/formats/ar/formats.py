"""Arabic dates without a comma before the year, as the texts of the portal have them. Django reads this."""

DATE_FORMAT = "j F Y"
