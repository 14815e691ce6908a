// What pages do while one types. Without this script every page still reads and every form works.
// One live fragment does not pay for a library: these lines need no download at set-up, no inline
// style, and nothing that a browser of 2021 lacks.
"use strict";

// A form with data-live asks its address while one types, and puts the answer where it belongs:
// each part of the answer names its place in data-into. One question is under way at a time: a newer
// one cuts the older off, so only the newest answer is shown. A part that holds the focus is left
// alone. Who types without a pause asks fewer than eight times a second.
const PAUSE_MS = 90;
const APART_MS = 130;

function live(form) {
  let timer = 0;
  let asked = 0;
  let begun = -APART_MS;
  let underway = new AbortController();
  const ask = async () => {
    const mine = ++asked;
    begun = performance.now();
    underway.abort();
    underway = new AbortController();
    const places = document.querySelectorAll("[data-live-place]");
    places.forEach((place) => place.setAttribute("aria-busy", "true"));
    const typed = new URLSearchParams(new FormData(form));
    typed.delete("csrfmiddlewaretoken");
    try {
      const answer = await fetch(`${form.dataset.live}?${typed}`, {
        headers: { "X-Fragment": "1" },
        credentials: "same-origin",
        signal: underway.signal,
      });
      const text = await answer.text();
      if (mine !== asked) return;
      if (answer.ok) put(text);
      else if (answer.status === 401) signIn(form, ask);
      else say(form.dataset.failed);
    } catch {
      if (mine === asked) say(form.dataset.failed);
    }
    if (mine === asked) places.forEach((place) => place.removeAttribute("aria-busy"));
  };
  const askAfter = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(ask, Math.max(pause, begun + APART_MS - performance.now()));
  };
  form.addEventListener("input", () => askAfter(PAUSE_MS));
  form.addEventListener("change", () => askAfter(0));
}

function put(text) {
  const found = new DOMParser().parseFromString(text, "text/html");
  found.querySelectorAll("[data-into]").forEach((part) => {
    const place = document.getElementById(part.dataset.into);
    if (place && !place.contains(document.activeElement)) place.replaceChildren(...part.childNodes);
  });
  say("");
}

function say(words) {
  const place = document.getElementById("live-said");
  if (place) place.textContent = words || "";
}

document.querySelectorAll("form[data-live]").forEach(live);

// What is typed is kept on the server a moment after the last key and when a field is left. It is
// not saved: it is only there again when its writer comes back.
function keep(form) {
  let timer = 0;
  let kept = "";
  const send = async () => {
    clearTimeout(timer);
    const typed = new URLSearchParams(new FormData(form));
    if (String(typed) === kept) return;
    kept = String(typed);
    const answer = await fetch(form.dataset.keep, {
      method: "POST",
      body: typed,
      headers: { "X-Fragment": "1" },
      credentials: "same-origin",
    }).catch(() => null);
    if (!answer || !answer.ok) kept = "";
    if (answer && answer.status === 401) signIn(form, send);
    const said = document.getElementById("kept-said");
    if (said && answer && answer.ok) said.textContent = form.dataset.keptSaid;
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(send, 2000);
  });
  form.addEventListener("change", send);
}

document.querySelectorAll("form[data-keep]").forEach(keep);

// When the session has ended under a form, the page stays and its writer signs in again in place.
function signIn(form, then) {
  say(form.dataset.signedOut);
  const dialog = document.getElementById("again");
  if (!dialog || dialog.open) return;
  const inner = dialog.querySelector("form");
  inner.onsubmit = async (event) => {
    event.preventDefault();
    const typed = new URLSearchParams(new FormData(inner));
    typed.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    const answer = await fetch(dialog.dataset.address, {
      method: "POST",
      body: typed,
      credentials: "same-origin",
    });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok) {
      const problem = document.getElementById("again-problem");
      problem.textContent = found.body.textContent.trim();
      if (found.querySelector("[data-asks-code]")) askForCode();
      inner.querySelectorAll("button").forEach((button) => (button.disabled = false));
      return;
    }
    const token = found.querySelector("[name=csrfmiddlewaretoken]").value;
    document
      .querySelectorAll("[name=csrfmiddlewaretoken]")
      .forEach((field) => (field.value = token));
    dialog.close();
    say("");
    then();
  };
  dialog.showModal();
}

// Whoever has a second factor types its code too; a wrong one is taken out for the next.
function askForCode() {
  const code = document.getElementById("again-code");
  document.getElementById("again-code-field").hidden = false;
  code.value = "";
  code.focus();
}

// A form is sent once; its buttons wait for the answer. The server refuses doubles in any case.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  setTimeout(() => {
    event.target.querySelectorAll("button").forEach((button) => (button.disabled = true));
  }, 0);
});

// The place, year and day of the page are taken as soon as they are chosen.
document.querySelectorAll("form[data-at-once]").forEach((form) => {
  form.addEventListener("change", () => form.requestSubmit());
});
