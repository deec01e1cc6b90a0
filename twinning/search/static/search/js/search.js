// Search with a keyboard: arrows walk through the suggestions, Escape and leaving the box close them. Without this file
// the suggestions are links in the order of the page, and everything else works as well.
const list = () => document.querySelectorAll("#suggestions a");
const close = () => {
  document.querySelector("#suggestions ul")?.remove();
  const count = document.getElementById("suggestions-count");
  if (count) count.textContent = "";
};

document.addEventListener("keydown", event => {
  const box = event.target.closest?.("form.search");
  if (!box) return;
  const links = [...list()];
  if (event.key === "Escape" && links.length) {
    event.preventDefault();
    close();
    document.getElementById("q").focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !links.length || event.isComposing) return;
  event.preventDefault();
  const place = links.indexOf(document.activeElement) + step;
  if (place < 0) document.getElementById("q").focus();
  else links[Math.min(place, links.length - 1)].focus();
});

document.addEventListener("focusout", event => {
  const box = event.target.closest?.("form.search");
  if (box && event.relatedTarget && !box.contains(event.relatedTarget)) close();
});

document.addEventListener("click", event => {
  if (!event.target.closest?.("form.search")) close();
});

// "More results" is replaced when it has done its work: the focus goes to the first of the new ones.
let known = 0;
document.addEventListener("htmx:before:request", event => {
  known = event.target.closest?.("[data-more]") ? document.querySelectorAll("#hits > li").length : 0;
});
document.addEventListener("htmx:after:swap", () => {
  if (known) document.querySelectorAll("#hits > li a")[known]?.focus();
  known = 0;
});

// Filters that make no sense are explained by the whole page; htmx leaves the present one alone.
document.addEventListener("htmx:response:error", event => {
  const form = event.target.closest?.("#narrow");
  if (form && event.detail?.ctx?.response?.status === 422) form.submit();
});
