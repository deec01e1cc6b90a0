// Rich text: turns each textarea[data-rich-text] into a Tiptap editor with a toolbar that works by keyboard. What it
// may make comes from the server (twinning.richtext.EXTENSIONS), as do all words. The textarea stays in the form and
// holds the HTML, so without this script nothing is lost.
const words = JSON.parse(document.getElementById("script-words").textContent).editor;
let tiptap = null;

function make(name, properties, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element && !key.startsWith("aria")) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

// Tab moves on to the next control, also inside lists: nobody may get stuck in the editor.
function extensionsFor(allowed) {
  const list = [tiptap.Document, tiptap.Paragraph, tiptap.Text, tiptap.History];
  for (const [name, options] of Object.entries(allowed)) {
    const extension = tiptap[name];
    if (name === "ListItem") {
      const keys = { addKeyboardShortcuts() { return { Enter: () => this.editor.commands.splitListItem(this.name) }; } };
      list.push(extension.extend(keys));
    } else if (name === "Link") {
      list.push(extension.configure({ openOnClick: false, autolink: false, enableTarget: false }));
    } else {
      list.push(options === true ? extension : extension.configure(options));
    }
  }
  return list;
}

const BUTTONS = [
  ["Heading2", (chain) => chain.toggleHeading({ level: 2 }), (editor) => editor.isActive("heading", { level: 2 })],
  ["Heading3", (chain) => chain.toggleHeading({ level: 3 }), (editor) => editor.isActive("heading", { level: 3 })],
  ["Bold", (chain) => chain.toggleBold(), (editor) => editor.isActive("bold")],
  ["Italic", (chain) => chain.toggleItalic(), (editor) => editor.isActive("italic")],
  ["BulletList", (chain) => chain.toggleBulletList(), (editor) => editor.isActive("bulletList")],
  ["OrderedList", (chain) => chain.toggleOrderedList(), (editor) => editor.isActive("orderedList")],
  ["Blockquote", (chain) => chain.toggleBlockquote(), (editor) => editor.isActive("blockquote")],
  ["Link", null, (editor) => editor.isActive("link")],
  ["undo", (chain) => chain.undo(), null],
  ["redo", (chain) => chain.redo(), null],
];

function askForLink(editor) {
  const field = make("input", { type: "text", id: "link-address", value: editor.getAttributes("link").href || "" });
  field.setAttribute("aria-describedby", "link-help");
  const close = make("button", { type: "button" }, words.cancel);
  const remove = make("button", { type: "button" }, words.remove);
  const form = make("form", { method: "dialog" },
    make("label", { htmlFor: "link-address" }, words.address), field,
    make("p", { id: "link-help" }, words.addressHelp),
    make("div", { className: "dialog-buttons" }, make("button", { type: "submit", className: "default" }, words.apply), remove, close));
  const dialog = make("dialog", { className: "link-dialog", "aria-label": words.Link }, form);
  const apply = (href) => {
    const chain = editor.chain().focus().extendMarkRange("link");
    (href ? chain.setLink({ href }) : chain.unsetLink()).run();
    dialog.close();
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(field.value.trim()); });
  remove.addEventListener("click", () => apply(""));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { dialog.remove(); editor.commands.focus(); });
  document.body.append(dialog);
  dialog.showModal();
}

function onToolbarKey(event, buttons) {
  const at = buttons.indexOf(event.target), step = getComputedStyle(event.target).direction === "rtl" ? -1 : 1;
  const to = { ArrowRight: at + step, ArrowLeft: at - step, Home: 0, End: buttons.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  buttons.forEach((button) => { button.tabIndex = -1; });
  const next = buttons[(to + buttons.length) % buttons.length];
  next.tabIndex = 0;
  next.focus();
}

function toolbar(editor, name, allowed) {
  const bar = make("div", { className: "rich-toolbar", role: "toolbar", "aria-label": words.toolbar.replace("%(field)s", name) });
  const updates = [];
  for (const [key, run, isActive] of BUTTONS) {
    const extension = key.replace(/\d$/, "");
    if (!(extension in allowed) && !["undo", "redo"].includes(key)) continue;
    const button = make("button", { type: "button", tabIndex: bar.children.length ? -1 : 0, className: `do-${key.toLowerCase()}` }, words[key]);
    button.addEventListener("click", () => (run ? run(editor.chain().focus()).run() : askForLink(editor)));
    if (isActive) updates.push(() => button.setAttribute("aria-pressed", String(isActive(editor))));
    bar.append(button);
  }
  const buttons = [...bar.children], update = () => updates.forEach((each) => each());
  bar.addEventListener("keydown", (event) => onToolbarKey(event, buttons));
  editor.on("transaction", update);
  update();
  return bar;
}

function labelOf(textarea) {
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  if (label) label.id ||= `${textarea.id}-label`;
  return label;
}

function attributesFor(textarea, label) {
  const values = { role: "textbox", "aria-multiline": "true", lang: textarea.lang, dir: textarea.dir || "auto", class: "rich-text" };
  if (label) values["aria-labelledby"] = label.id;
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) values[name] = textarea.getAttribute(name);
  }
  return values;
}

function start(textarea) {
  if (textarea.dataset.started || textarea.id.includes("__prefix__")) return;
  textarea.dataset.started = "true";
  const label = labelOf(textarea), box = make("div", { className: "rich-box" });
  textarea.before(box);
  const editor = new tiptap.Editor({
    element: box,
    extensions: extensionsFor(words.extensions),
    content: textarea.value,
    editable: !textarea.disabled && !textarea.readOnly,
    injectCSS: false, // the policy forbids style elements; editor.css holds the rules
    editorProps: { attributes: attributesFor(textarea, label) },
    onUpdate() {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  box.prepend(toolbar(editor, label?.textContent.replace(/:$/, "") || "", words.extensions));
  textarea.hidden = true;
  label?.addEventListener("click", (event) => { event.preventDefault(); editor.commands.focus(); });
}

async function run(root) {
  const areas = [...root.querySelectorAll("textarea[data-rich-text]")];
  if (!areas.length) return;
  tiptap ||= await import(words.module);
  areas.forEach(start);
}

run(document);
document.addEventListener("formset:added", (event) => run(event.target));
