// Language tabs for translated fields. The server writes lang, data-field and data-needed on each control; without
// this script all languages stand one under the other. Words come from #script-words.
"use strict";
(() => {
  const words = JSON.parse(document.getElementById("script-words")?.textContent || "{}").tabs || {};
  const KEY = "staff-language";
  const CONTROL = "[data-field][lang]";
  const groups = [];

  // Private windows may forbid storage: then the choice lasts for the page.
  const store = {
    get() { try { return sessionStorage.getItem(KEY); } catch { return null; } },
    set(code) { try { sessionStorage.setItem(KEY, code); } catch { /* see above */ } },
  };

  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  const languageOf = (row) => row.querySelector(CONTROL).lang;
  const isFilled = (control) => control.value.trim() !== "";

  function controls(group, code) {
    return [...group.panels.get(code).querySelectorAll(`${CONTROL}:not([data-optional])`)];
  }

  // German counts by what publishing needs, the others by what German has: a text that German lacks is no gap.
  function wanted(group, code) {
    const own = controls(group, code), source = controls(group, group.codes[0]);
    if (code === group.codes[0]) {
      const needed = own.filter((control) => control.dataset.needed);
      return needed.length ? needed : own.filter(isFilled);
    }
    const filled = new Set(source.filter(isFilled).map((control) => control.dataset.field));
    return filled.size ? own.filter((control) => filled.has(control.dataset.field)) : own.filter(isFilled);
  }

  function stateOf(group, code) {
    if (group.panels.get(code).querySelector(".errorlist, .errors")) return { name: "error", kind: "err", sign: "!" };
    const all = wanted(group, code), count = all.filter(isFilled).length;
    if (all.length && count === all.length) return { name: "full", kind: "ok", sign: "✓" };
    if (count) return { name: "part", kind: "warn", sign: `${count}/${all.length}` };
    return { name: "none", kind: "plain", sign: "–" };
  }

  function badge(group, code) {
    const state = stateOf(group, code), mark = group.tabs.get(code).querySelector(".tag");
    mark.className = `tag ${state.kind}`;
    mark.replaceChildren(
      make("span", { "aria-hidden": "true" }, state.sign),
      make("span", { class: "vh" }, ` ${words[state.name] || state.name}`),
    );
    return state.name;
  }

  function select(group, code) {
    if (!group.tabs.has(code)) return;
    for (const [each, tab] of group.tabs) {
      tab.setAttribute("aria-selected", String(each === code));
      tab.tabIndex = each === code ? 0 : -1;
      group.panels.get(each).hidden = each !== code;
    }
  }

  // One choice serves every group of the page.
  function choose(code, focused) {
    groups.forEach((group) => select(group, code));
    focused?.tabs.get(code)?.focus();
    store.set(code);
  }

  function onKey(event, group) {
    const at = group.codes.indexOf(event.target.closest("[role=tab]")?.dataset.code);
    const step = getComputedStyle(group.list).direction === "rtl" ? -1 : 1;
    const to = { ArrowRight: at + step, ArrowLeft: at - step, Home: 0, End: group.codes.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    choose(group.codes[(to + group.codes.length) % group.codes.length], group);
  }

  function addTab(group, rows, code, id) {
    const panel = make("div", { role: "tabpanel", id: `${id}-${code}-panel`, "aria-labelledby": `${id}-${code}` });
    const tab = make("button",
      { type: "button", role: "tab", id: `${id}-${code}`, "data-code": code, "aria-controls": panel.id },
      make("span", { lang: code }, words.names?.[code] || code), " ", make("span", { class: "tag" }));
    (group.panels.get(group.codes.at(-1)) || group.list).after(panel);
    panel.append(...rows.filter((row) => languageOf(row) === code));
    group.list.append(tab);
    group.codes.push(code);
    group.tabs.set(code, tab);
    group.panels.set(code, panel);
    tab.addEventListener("click", () => choose(code));
    panel.addEventListener("input", () => group.codes.forEach((each) => badge(group, each)));
  }

  const asked = () => /^#lang-(.+)$/.exec(location.hash)?.[1];

  function build(fieldset) {
    const rows = [...fieldset.querySelectorAll(`.form-row:has(${CONTROL})`)];
    const codes = [...new Set(rows.map(languageOf))];
    if (codes.length < 2 || fieldset.closest(".empty-form") || fieldset.querySelector("[role=tablist]")) return;
    const list = make("div", { role: "tablist", class: "lang-tabs", "aria-label": words.group || "" });
    const group = { list, codes: [], tabs: new Map(), panels: new Map() };
    rows[0].before(list);
    codes.forEach((code) => addTab(group, rows, code, `lang-group-${groups.length}`));
    list.addEventListener("keydown", (event) => onKey(event, group));
    groups.push(group);
    const wrong = codes.filter((code) => badge(group, code) === "error")[0];
    select(group, codes[0]);
    select(group, wrong || asked() || store.get());
  }

  const run = (root) => root.querySelectorAll("fieldset.module.aligned").forEach(build);
  run(document);
  document.addEventListener("formset:added", (event) => run(event.target));
  addEventListener("hashchange", () => asked() && choose(asked()));
})();
