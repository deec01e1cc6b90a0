// Names for the search boxes that Django's autocomplete (Select2) builds: it gives them none. The name is the label of
// the field, or the aria-label that the server wrote on a cell of a table.
"use strict";
(() => {
  function nameOf(select) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    return select.getAttribute("aria-label") || label?.textContent.trim().replace(/:$/, "") || "";
  }

  function nameAll() {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const box = select.nextElementSibling, name = nameOf(select);
      if (!box?.classList.contains("select2") || !name) continue;
      box.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
      const shown = box.querySelector(".select2-selection--single");
      if (shown) {
        // The name first, then the chosen value, as for an ordinary list.
        const inner = shown.querySelector(".select2-selection__rendered");
        const value = inner?.textContent.replace("×", "").trim();
        inner?.setAttribute("aria-label", name);
        shown.removeAttribute("aria-labelledby");
        shown.setAttribute("aria-label", value ? `${name}: ${value}` : name);
      }
    }
  }

  // An open list is said to be controlled by its box, and its search field is called like the box.
  function connect() {
    const open = document.querySelector("select.admin-autocomplete + .select2-container--open");
    const search = document.querySelector(".select2-dropdown .select2-search__field");
    if (open && search) search.setAttribute("aria-label", nameOf(open.previousElementSibling));
    for (const box of document.querySelectorAll(".select2-selection[aria-owns]")) {
      box.setAttribute("aria-controls", box.getAttribute("aria-owns"));
    }
  }

  function follow() {
    nameAll();
    connect();
  }

  // The two-column choice of rights, which Django builds on load: an icon that carries words needs a role.
  addEventListener("load", () => {
    for (const icon of document.querySelectorAll(".selector .help-tooltip")) icon.setAttribute("role", "img");
  });
  document.addEventListener("DOMContentLoaded", () => {
    follow();
    const place = document.getElementById("content-main") || document.body;
    new MutationObserver(follow).observe(place, { childList: true, subtree: true, attributeFilter: ["aria-owns"] });
  });
})();
