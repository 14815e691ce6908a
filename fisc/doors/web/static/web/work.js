// My work: a row is approved or returned with one key, and the next one is at hand at once. The
// server decides, each document in the version of its row; without this the form does the same.
"use strict";

const desk = document.getElementById("desk");
const said = document.getElementById("work-said");

function tick(row) {
  return row.querySelector("input[name=row]");
}

function next(row) {
  const other = row.nextElementSibling || row.previousElementSibling;
  const link = other && other.querySelector("a[href]");
  if (link) link.focus();
}

function show(text) {
  const found = new DOMParser().parseFromString(text, "text/html");
  said.replaceChildren(...found.body.childNodes);
}

function counted(by) {
  const chip = document.getElementById("work-count");
  const number = Number(chip.textContent.replace(/\D/g, ""));
  chip.textContent = String(Math.max(0, number + by));
}

async function send(row, way, reason) {
  const typed = new URLSearchParams(new FormData(desk));
  typed.set("way", way);
  typed.set("reason", reason);
  typed.set("confirm", "1");
  typed.delete("row");
  typed.append("row", tick(row).value);
  row.setAttribute("aria-busy", "true");
  next(row);
  try {
    const answer = await fetch(desk.action, {
      method: "POST",
      body: typed,
      headers: { "X-Fragment": "1" },
      credentials: "same-origin",
    });
    show(await answer.text());
    if (answer.ok) {
      row.remove();
      counted(-1);
    }
  } finally {
    row.removeAttribute("aria-busy");
  }
}

if (desk) {
  // Keys of keys.js reach the row in which the focus is, or the first one.
  document.addEventListener("row-act", (event) => {
    const row = event.target;
    const box = tick(row);
    if (!box || row.getAttribute("aria-busy")) return;
    event.preventDefault();
    if (event.detail === "tick") {
      box.checked = !box.checked;
    } else if (event.detail === "approve") {
      send(row, "approve", "");
    } else {
      const reason = desk.querySelector("[name=reason]");
      if (reason.value.trim()) send(row, "return", reason.value.trim());
      else {
        box.checked = true;
        reason.focus();
      }
    }
  });
  const all = desk.querySelector("[data-ticks]");
  all.hidden = false;
  all.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll("input[name=row]")];
    const on = !boxes.every((box) => box.checked);
    boxes.forEach((box) => (box.checked = on));
  });
}
