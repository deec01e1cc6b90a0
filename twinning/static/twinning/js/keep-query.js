// After a list was filtered without loading the page: the links to other languages keep the filters, too.
document.addEventListener("htmx:after:history:push", () => {
  for (const link of document.querySelectorAll("#languages a")) link.search = location.search;
});
