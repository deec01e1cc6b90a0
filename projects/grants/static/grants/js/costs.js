/* The plan of costs, when htmx has put in what the server reckoned: marks fields whose number can't be read, and tells
   the script that saves in the background of rows that came or went. Without it the buttons of the page do the same. */
const form = document.querySelector("form:has(#plan)");

function mark() {
  for (const field of form.querySelectorAll("#plan input[inputmode]")) {
    const note = document.getElementById(`${field.id}_error`);
    field.toggleAttribute("aria-invalid", Boolean(note));
    if (note) {
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", note.id);
    }
  }
}

if (form) {
  let pressed = "";
  form.addEventListener("click", (event) => {
    const button = event.target.closest("#plan button[name]");
    if (button) pressed = `${button.name}:${button.value}`;
  });
  document.addEventListener("htmx:after:swap", () => {
    mark();
    if (!pressed) return;
    const [name, value] = pressed.split(":");
    pressed = "";
    if (name === "go") {
      const rows = form.querySelectorAll(`#id_${value.slice(5)} tr.line`);
      rows[rows.length - 1]?.querySelector("select, input:not([type=hidden])")?.focus();
    } else if (name === "drop") {
      form.querySelector(`#id_${value.slice(0, value.lastIndexOf("-"))}`)?.focus();
    } else {
      document.getElementById(`id_${value}`)?.focus();
    }
    form.dispatchEvent(new Event("change"));
  });
}
