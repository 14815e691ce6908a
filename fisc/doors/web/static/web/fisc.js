// What pages do while one types. Without this script every page still reads and every form works.
// One live fragment does not pay for a library: these lines need no download at set-up, no inline
// style, and nothing that a browser of 2021 lacks.
"use strict";

// A form with data-live asks its address while one types, and puts the answer where it belongs:
// each part of the answer names its place in data-into. Only the newest answer is shown; a part
// that holds the focus is left alone.
function live(form) {
  let timer = 0;
  let asked = 0;
  const ask = async () => {
    const mine = ++asked;
    const places = document.querySelectorAll("[data-live-place]");
    places.forEach((place) => place.setAttribute("aria-busy", "true"));
    const typed = new URLSearchParams(new FormData(form));
    typed.delete("csrfmiddlewaretoken");
    try {
      const answer = await fetch(`${form.dataset.live}?${typed}`, {
        headers: { "X-Fragment": "1" },
        credentials: "same-origin",
      });
      const text = await answer.text();
      if (mine !== asked) return;
      if (answer.ok) put(text);
      else say(form.dataset[answer.status === 401 ? "signedOut" : "failed"]);
    } catch {
      if (mine === asked) say(form.dataset.failed);
    }
    if (mine === asked) places.forEach((place) => place.removeAttribute("aria-busy"));
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 180);
  });
  form.addEventListener("change", () => {
    clearTimeout(timer);
    ask();
  });
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
