/* Saves a step of an application in the background: when a field is left, and every eight seconds while somebody
   types. Until the server has said "saved", the text is also kept in this browser, so that neither a dead browser nor
   a dead network costs a word. Without this script the buttons of the page do everything.

   The form: data-autosave (application and step, the name of the copy), data-stored (for each step its version and the
   tab that saved last), data-unsaved (the page shows text that is not stored). The answers are described in projects/grants/apply/saving.py. */
const PAUSE = 8000, COPY_PAUSE = 400, KEPT_DAYS = 14, PREFIX = "grants-step-";
const OWN = new Set(["csrfmiddlewaretoken", "version", "tab", "go"]);

const form = document.querySelector("form[data-autosave]");
const line = form?.querySelector("[data-save-state]");
const name = PREFIX + form?.dataset.autosave;
const tab = Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("");
// What only a button changes, because the page shows something else afterwards.
const byButton = new Set(Array.from(form?.querySelectorAll("[data-by-button] [name]") ?? [], (field) => field.name));
let dirty = false, running = false, stopped = false, timer = 0, copyTimer = 0, shown = "";

/* --- the copy in this browser ------------------------------------------------------------------- */
function store(act) {
  try { return act(localStorage); } catch { return null; } // no storage: the server alone has to do
}

function texts() {
  return Array.from(new FormData(form)).filter(([key, value]) => !byButton.has(key) && typeof value === "string");
}

function typed() {
  return texts().filter(([key]) => !OWN.has(key));
}

function keep() {
  const copy = { at: Date.now(), version: form.elements.version.value, tab: form.elements.tab.value, fields: typed() };
  store((place) => place.setItem(name, JSON.stringify(copy)));
}

function kept(key) {
  try { return JSON.parse(store((place) => place.getItem(key))); } catch { return null; }
}

/* The server has it: this very tab saved the step after the copy was made. */
function isStored(copy, step) {
  const [version, by] = JSON.parse(form.dataset.stored)[step] ?? [0, ""];
  return copy.tab === by && version > Number(copy.version);
}

/* Copies that are too old, and those of this application that the server has. */
function tidy() {
  const limit = Date.now() - KEPT_DAYS * 86400000;
  const mine = name.slice(0, name.lastIndexOf("-") + 1);
  store((place) => Object.keys(place).filter((key) => key.startsWith(PREFIX)).forEach((key) => {
    const copy = kept(key);
    const isDone = copy && key.startsWith(mine) && isStored(copy, key.slice(mine.length));
    if (!(copy?.at > limit) || isDone) place.removeItem(key);
  }));
}

/* --- what the page says -------------------------------------------------------------------------- */
function say(text, isBad = false, url = "") {
  if (text !== shown) {
    line.textContent = text;
    if (url) {
      const link = document.createElement("a");
      link.href = url;
      link.textContent = line.dataset.signIn;
      line.append(" ", link);
    }
  }
  shown = text;
  line.classList.toggle("bad", isBad);
}

/* --- saving --------------------------------------------------------------------------------------- */
function hidden(key, value) {
  let field = form.elements[key];
  if (!field) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name: key });
    form.append(field);
  }
  field.value = value;
}

function show(fragments) {
  for (const [id, html] of Object.entries(fragments ?? {})) {
    const place = document.getElementById(id);
    if (!place || place.innerHTML === html || place.contains(document.activeElement)) continue;
    const isOpen = place.querySelector("details")?.open;
    place.innerHTML = html;
    if (isOpen && place.querySelector("details")) place.querySelector("details").open = true;
  }
}

async function freshToken() {
  const page = await fetch(form.action, { headers: { Accept: "text/html" } });
  if (page.redirected && new URL(page.url).pathname !== new URL(form.action).pathname) return page.url;
  const other = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = other.querySelector("form[data-autosave] [name=csrfmiddlewaretoken]");
  if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  return "";
}

async function post(isRetry = false) {
  const body = new URLSearchParams(texts());
  const headers = { "X-Autosave": "1", Accept: "application/json" };
  // A page that is being left may finish small posts only.
  const keepalive = body.toString().length < 60000;
  const answer = await fetch(form.action, { method: "POST", body, headers, keepalive });
  if (answer.headers.get("Content-Type")?.includes("json")) return answer.json();
  // Signing in again in another tab makes the old token worthless.
  if (answer.status === 403 && !isRetry) {
    const way = await freshToken();
    return way ? { state: "signed_out", text: line.dataset.signedOut, url: way } : post(true);
  }
  return { state: "failed", text: line.dataset.failed };
}

function took(answer) {
  for (const [key, value] of Object.entries(answer.values ?? {})) hidden(key, value);
  show(answer.fragments);
  if (answer.state === "saved") {
    clearTimeout(copyTimer);
    if (dirty) keep();
    else store((place) => place.removeItem(name));
    return say(answer.text);
  }
  dirty = true;
  // These do not get better by trying again: a person has to press the button.
  stopped = answer.state === "conflict" || answer.state === "refused";
  return say(answer.text, true, answer.url);
}

async function save() {
  clearTimeout(timer);
  timer = 0;
  if (!dirty || running || stopped) return;
  running = true;
  dirty = false;
  say(line.dataset.saving);
  try {
    took(await post());
  } catch {
    dirty = true;
    say(line.dataset.offline, true);
  }
  running = false;
  if (dirty && !stopped) later();
}

function later() {
  timer ||= setTimeout(save, PAUSE);
}

function changed() {
  dirty = true;
  clearTimeout(copyTimer);
  copyTimer = setTimeout(keep, COPY_PAUSE);
  if (!stopped) later();
}

/* --- text that was left behind -------------------------------------------------------------------- */
function fill(fields) {
  const values = new Map();
  for (const [key, value] of fields) values.set(key, [...(values.get(key) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || OWN.has(field.name) || byButton.has(field.name) || field.type === "submit") continue;
    const wanted = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
    else if (field.type !== "hidden") field.value = wanted[0] ?? "";
  }
}

function offer() {
  const copy = kept(name);
  const box = form.querySelector("[data-restore]");
  if (!copy || JSON.stringify(copy.fields) === JSON.stringify(typed())) {
    if (!("unsaved" in form.dataset)) store((place) => place.removeItem(name));
    return;
  }
  box.hidden = false;
  box.querySelector("[data-take]").addEventListener("click", () => {
    fill(copy.fields);
    // The version and the tab it was written from: what somebody else saved meanwhile is not overwritten.
    hidden("version", copy.version);
    hidden("tab", copy.tab);
    box.hidden = true;
    changed();
    save();
  });
  box.querySelector("[data-drop]").addEventListener("click", () => {
    store((place) => place.removeItem(name));
    box.hidden = true;
  });
}

/* --- length of texts ------------------------------------------------------------------------------ */
function count(place) {
  const area = document.getElementById(place.dataset.counts);
  const text = place.textContent;
  const tell = () => { place.textContent = `${text} ${Array.from(area.value).length} / ${place.dataset.most}`; };
  area?.addEventListener("input", tell);
}

if (form && line) {
  hidden("tab", tab);
  tidy();
  offer();
  form.querySelectorAll("[data-counts]").forEach(count);
  if ("unsaved" in form.dataset) changed();
  form.addEventListener("input", (event) => {
    if (byButton.has(event.target.name)) return;
    changed();
    if (!running && !stopped) say(line.dataset.typing);
  });
  form.addEventListener("change", (event) => {
    if (byButton.has(event.target.name)) return;
    changed();
    save();
  });
  form.addEventListener("submit", () => { keep(); stopped = true; clearTimeout(timer); });
  addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && dirty) { keep(); save(); } });
  addEventListener("online", save);
  addEventListener("pageshow", (event) => { if (event.persisted) stopped = false; });
}
