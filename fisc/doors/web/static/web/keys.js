// Keys for people who do not want to reach for the mouse. Single letters can be turned off, and
// none of them is taken from somebody who types; every key does what a link or button does too.
"use strict";

const OFF = "fisc.keys.off";
const LEAP_MS = 1500;
const map = document.getElementById("keys");
const leap = document.getElementById("leap");
let waiting = 0;

function lettersOff() {
  return localStorage.getItem(OFF) === "1";
}

function typing(target) {
  return Boolean(target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select"));
}

function open(dialog) {
  if (!dialog || dialog.open) return false;
  dialog.showModal();
  return true;
}

// The links of the rows of the page's lists, in their order.
function rows() {
  return [...document.querySelectorAll("main tbody tr")]
    .map((row) => row.querySelector("a[href]"))
    .filter(Boolean);
}

function step(by) {
  const links = rows();
  if (!links.length) return false;
  const here = links.findIndex((link) => link.closest("tr") === held());
  const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by;
  const link = links[Math.max(0, Math.min(next, links.length - 1))];
  link.focus();
  return true;
}

// The row in which the focus is, or the one that is open at the side.
function held() {
  return (
    document.activeElement.closest("main tbody tr") ||
    document.querySelector("main tbody tr.opened")
  );
}

// What may be done with a row is the affair of its page; here is only which row it is.
function onRow(name) {
  const row = held() || (rows()[0] && rows()[0].closest("tr"));
  if (!row) return false;
  const asked = new CustomEvent("row-act", { bubbles: true, cancelable: true, detail: name });
  return !row.dispatchEvent(asked);
}

function search() {
  const field = document.querySelector("main input[type=search]");
  if (!field) return false;
  field.focus();
  field.select();
  return true;
}

function page(letter) {
  const link = document.querySelector(`.menu a[data-key="${letter}"]`);
  if (!link) return false;
  link.click();
  return true;
}

const LETTERS = {
  "?": () => open(map),
  "/": search,
  j: () => step(1),
  k: () => step(-1),
  a: () => onRow("approve"),
  r: () => onRow("return"),
  " ": () => document.activeElement.matches("main tbody a") && onRow("tick"),
  g: () => {
    waiting = Date.now();
    return true;
  },
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || document.querySelector("dialog[open]")) return;
  const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) {
    const draft = document.querySelector("button[data-draft]");
    if (letter === "k" && open(leap)) event.preventDefault();
    if (letter === "s" && draft) {
      event.preventDefault();
      draft.click();
    }
    return;
  }
  if (lettersOff() || typing(event.target)) return;
  const leaping = Date.now() - waiting < LEAP_MS;
  waiting = 0;
  const done = leaping ? page(letter) : LETTERS[letter] && LETTERS[letter]();
  if (done) event.preventDefault();
});

document.querySelectorAll("[data-opens]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => open(document.getElementById(button.dataset.opens)));
});

const chosen = document.getElementById("letters");
if (chosen) {
  chosen.checked = !lettersOff();
  chosen.addEventListener("change", () => {
    if (chosen.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}

// Go to: part of a page's name, or the number of a document, which begins with its kind.
if (leap) {
  const form = leap.querySelector("form");
  const field = leap.querySelector("input");
  const found = leap.querySelector("ul");
  const pages = [...document.querySelectorAll(".menu a")];
  const fitting = () => {
    const text = field.value.trim();
    const kind = [...form.querySelectorAll("[data-kind]")].find((one) =>
      text.toUpperCase().startsWith(one.dataset.kind)
    );
    if (kind) return [{ label: text, href: kind.dataset.address + encodeURIComponent(text) }];
    return pages
      .map((link) => ({ label: link.textContent, href: link.href }))
      .filter((one) => one.label.toLowerCase().includes(text.toLowerCase()));
  };
  const show = () => {
    found.replaceChildren(
      ...fitting().map((one) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = one.href;
        link.textContent = one.label;
        item.append(link);
        return item;
      })
    );
  };
  field.addEventListener("input", show);
  leap.addEventListener("close", () => {
    field.value = "";
  });
  form.addEventListener("submit", (event) => {
    const [first] = fitting();
    if (event.submitter && event.submitter.value === "close") return;
    event.preventDefault();
    if (first) location.assign(first.href);
  });
  new MutationObserver(show).observe(leap, { attributes: true, attributeFilter: ["open"] });
}
