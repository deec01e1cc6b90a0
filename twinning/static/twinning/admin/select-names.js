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

  // The two-column choice of rights, which Django builds on load: an icon that carries words needs a role.
  addEventListener("load", () => {
    for (const icon of document.querySelectorAll(".selector .help-tooltip")) icon.setAttribute("role", "img");
  });
  document.addEventListener("DOMContentLoaded", () => {
    nameAll();
    new MutationObserver(nameAll).observe(document.getElementById("content-main") || document.body, { childList: true, subtree: true });
  });
})();
