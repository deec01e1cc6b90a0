/* Uploads files as soon as they are chosen, one after the other, and shows how far each is. While a file is being
   checked, the list is asked for again now and then. Without this script the form of the page does the same.

   The section: data-files (address of the list), texts in data-*; inside it [data-list] (from the server), [data-pending]
   and [data-say] (ours). The server answers with {html, problems, waiting}, see projects/grants/files/views.py. */
const WAIT = 4000, TIMES = 30;
const section = document.querySelector("[data-files]");
const list = section?.querySelector("[data-list]");
const pending = section?.querySelector("[data-pending]");
let left = TIMES, timer = 0, busy = false;

function say(text) {
  section.querySelector("[data-say]").textContent = text;
}

function show(html) {
  const had = list.contains(document.activeElement);
  list.innerHTML = html;
  dress();
  if (had) section.querySelector("#files-title").focus({ preventScroll: true });
}

/* POSTs (or, without a body, GETs) and resolves with the answer; null when it was none. */
function ask(url, body, progress) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open(body ? "POST" : "GET", url);
    request.setRequestHeader("X-Upload", "1");
    if (progress) request.upload.addEventListener("progress", (event) => { progress.max = event.total; progress.value = event.loaded; });
    request.addEventListener("load", () => {
      try { done(JSON.parse(request.responseText)); } catch { done({ problems: [section.dataset.signedOut] }); }
    });
    request.addEventListener("error", () => done(null));
    request.send(body);
  });
}

function row(file) {
  const item = document.createElement("li");
  const name = document.createElement("bdi");
  const progress = document.createElement("progress");
  name.textContent = file.name;
  progress.max = 1;
  progress.value = 0;
  progress.setAttribute("aria-label", file.name);
  item.append(name, ` – ${section.dataset.sending}`, progress);
  pending.append(item);
  return { item, progress };
}

async function sendOne(form, file, shared) {
  if (file.size > section.dataset.most * 1024 * 1024) return `${file.name}: ${section.dataset.big}`;
  const body = new FormData();
  for (const [key, value] of shared) if (key !== "end") body.append(key, value);
  body.append("file", file);
  body.append("end", "1");
  const { item, progress } = row(file);
  const answer = await ask(form.action, body, progress);
  item.remove();
  if (!answer) return section.dataset.failed;
  if (answer.html && !answer.problems.length) show(answer.html);
  return answer.problems.join(" ");
}

async function send(form, files) {
  if (busy || !files.length) return;
  busy = true;
  const shared = Array.from(new FormData(form)).filter(([key]) => key !== "file");
  const problems = [];
  for (const file of files) problems.push(await sendOne(form, file, shared));
  busy = false;
  const wrong = problems.filter(Boolean).join(" ");
  say(wrong || section.dataset.done);
  form.reset();
  left = TIMES;
  watch(true);
}

/* While something is being checked, look again. */
function watch(isWaiting) {
  clearTimeout(timer);
  if (!isWaiting || left-- <= 0) return;
  timer = setTimeout(async () => {
    const form = list.querySelector("[data-upload]");
    const isIdle = !busy && !list.contains(document.activeElement) && !list.querySelector("details[open]");
    const back = form?.elements.next.value ?? location.pathname;
    const answer = isIdle ? await ask(`${section.dataset.files}?next=${encodeURIComponent(back)}`) : null;
    if (answer?.html) show(answer.html);
    watch(answer ? answer.waiting : true);
  }, WAIT);
}

function dress() {
  for (const form of list.querySelectorAll("form")) {
    const input = form.querySelector("input[type=file]");
    form.querySelector("[data-send]")?.closest("p").setAttribute("hidden", "");
    input?.addEventListener("change", () => send(form, Array.from(input.files)));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (input) return send(form, Array.from(input.files));
      const answer = await ask(form.action, new FormData(form));
      if (answer?.html) show(answer.html);
      say(answer ? answer.problems.join(" ") : section.dataset.failed);
    });
  }
}

if (section) {
  dress();
  watch("waiting" in section.dataset);
}
