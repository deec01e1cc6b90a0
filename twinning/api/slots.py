"""Where visitors find open data: on the editorial page about it, which stands in the footer."""

from twinning.slots import fill

fill("page.sections", "api/open_data.html")
