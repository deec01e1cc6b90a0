/* Side-by-side translation: saves in the background, counts characters, and moves by keyboard. Without this script the
   buttons of the page do everything.

   The form: data-autosave (where to post). The answers are described in twinning/translations/page/views.py. Nothing that
   was typed is ever replaced here: when somebody else has saved, saving stops and the page says what to press. */
const PAUSE = 2500, SEEN = "_seen";

const form = document.querySelector("form[data-autosave]");
const line = form?.querySelector("[data-save-state]");
const sections = [...(form?.querySelectorAll("[data-line]") ?? [])];
let dirty = "unsaved" in (form?.dataset ?? {}), running = null, stopped = dirty, leaving = false, timer = 0;

/* --- what the page says -------------------------------------------------------------------------- */
function say(text, isBad = false) {
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle("bad", isBad);
}

function show(lines) {
  for (const section of sections) {
    const news = lines?.[section.dataset.line];
    if (!news) continue;
    section.toggleAttribute("data-gap", news.gap);
    section.querySelector("[data-tag]").innerHTML = news.tag;
    const findings = section.querySelector("[data-findings]");
    if (findings.innerHTML !== news.findings) findings.innerHTML = news.findings;
  }
}

/* --- saving --------------------------------------------------------------------------------------- */
async function post() {
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const keepalive = body.toString().length < 60000;
  const answer = await fetch(form.dataset.autosave, { method: "POST", body, keepalive, headers: { Accept: "application/json" } });
  if (answer.headers.get("Content-Type")?.includes("json")) return answer.json();
  return { state: answer.redirected || answer.status === 403 ? "refused" : "failed", text: line.dataset.failed };
}

function took(answer) {
  if (answer.seen) form.elements[SEEN].value = answer.seen;
  show(answer.lines);
  if (answer.state === "saved") {
    if (!dirty) say(answer.text);
    return;
  }
  dirty = true;
  // These do not get better by trying again: a person has to press the button.
  stopped = answer.state !== "failed";
  say(answer.text, true);
}

async function once() {
  clearTimeout(timer);
  timer = 0;
  dirty = false;
  say(line.dataset.saving);
  try {
    took(await post());
  } catch {
    dirty = true;
    say(line.dataset.offline, true);
  }
}

async function save() {
  if (!dirty || running || stopped) return;
  running = once();
  await running;
  running = null;
  if (dirty && !stopped) later();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

/* --- moving --------------------------------------------------------------------------------------- */
function goTo(section) {
  const place = section.querySelector(".rich-text") ?? section.querySelector("textarea");
  place.focus();
  section.scrollIntoView({ block: "nearest" });
}

function next(isGap) {
  const at = sections.findIndex((section) => section.contains(document.activeElement));
  const way = [...sections.slice(at + 1), ...(isGap ? sections.slice(0, Math.max(at, 0)) : [])];
  const goal = isGap ? way.find((section) => "gap" in section.dataset) : way[0];
  if (goal) goTo(goal);
  else form.querySelector("[data-after-last]").focus();
}

function onKey(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
  // Before the editor, which would break the line.
  event.preventDefault();
  event.stopPropagation();
  save();
  next(event.shiftKey);
}

/* --- length of texts ------------------------------------------------------------------------------ */
function count(section) {
  const place = section.querySelector("[data-count]");
  const area = section.querySelector("textarea"), rich = section.querySelector(".rich-text");
  const length = Array.from(rich ? rich.textContent : area.value).length;
  place.textContent = length;
  const limit = Number(place.dataset.limit);
  place.parentElement.classList.toggle("over", limit > 0 && length > limit);
}

function onSubmit(event) {
  if (running) {
    // Two posts at once would be a conflict with oneself.
    event.preventDefault();
    const button = event.submitter;
    running.then(() => form.requestSubmit(button));
    return;
  }
  leaving = true;
  clearTimeout(timer);
}

if (form && line) {
  form.addEventListener("keydown", onKey, true);
  form.addEventListener("input", (event) => {
    const section = event.target.closest("[data-line]");
    if (!section) return;
    dirty = true;
    count(section);
    if (stopped) return;
    if (!running) say(line.dataset.typing);
    later();
  });
  form.addEventListener("focusout", (event) => { if (event.target.closest("[data-line]") && dirty) save(); });
  form.addEventListener("submit", onSubmit);
  addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  addEventListener("online", save);
  addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  addEventListener("beforeunload", (event) => { if (dirty && !leaving) event.preventDefault(); });
}
