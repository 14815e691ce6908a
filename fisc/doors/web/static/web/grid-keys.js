// The keys of the grid, those of WPS and of the bookkeeping programs: arrows and Tab move, Enter goes
// down, F2 edits, Escape gives up what is typed; F7 opens the code book. Nobody is held fast: after
// Escape, and beyond the last cell, Tab leaves the grid as it leaves any field.
"use strict";

const DOWN = { Enter: "down", Tab: "right" };
const UP = { Enter: "up", Tab: "left" };
const ALONE = ["Shift", "Control", "Alt", "Meta"];

// What the grid gives: rows, place, keys, active(), the commands fill, clear and back, and book().
function gridKeys(the) {
  const { rows, place, keys } = the;
  let leaving = false;

  const editing = () => place.contains(document.activeElement.closest(".tabulator-cell input"));
  const go = (direction) => rows.modules.selectRange.navigate(false, false, direction);

  function put(row, key) {
    const cell = row.getCell(key);
    rows.getRanges()[0].setBounds(cell, cell);
    rows.scrollToRow(row, "nearest", false);
    rows.scrollToColumn(key, "middle", false);
  }

  // One cell on or back, into the next row at the end of one; false where there is none.
  function step(back) {
    const cell = the.active();
    if (!cell) return false;
    const last = back ? keys[0] : keys[keys.length - 1];
    if (cell.getField() !== last) return go(back ? "left" : "right");
    const row = back ? cell.getRow().getPrevRow() : cell.getRow().getNextRow();
    if (row) put(row, back ? keys[keys.length - 1] : keys[0]);
    return Boolean(row);
  }

  // Leaving the field takes over what stands in it.
  function finish() {
    document.activeElement.blur();
  }

  function onward(event) {
    const way = (event.shiftKey ? UP : DOWN)[event.key];
    return event.key === "Tab" ? step(event.shiftKey) : go(way);
  }

  function whileEditing(event) {
    if (event.isComposing || event.keyCode === 229) return false; // the keys of an input method
    const asks = event.key === "F7" || (event.key === "ArrowDown" && event.altKey);
    if (asks) return the.book(document.activeElement.value);
    if (event.key === "Escape") {
      the.active().cancelEdit();
      return true;
    }
    if (event.key in DOWN) {
      finish();
      onward(event);
      return true;
    }
    if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey)) finish();
    return false;
  }

  function edit(select) {
    the.active().edit(true);
    if (select && editing()) document.activeElement.select();
  }

  const COMMANDS = { d: the.fill, z: the.back };

  function whileMoving(event) {
    const letter = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (!COMMANDS[letter] || event.shiftKey || event.altKey) return false;
      COMMANDS[letter]();
      return true;
    }
    if (event.key === "F7" || (event.key === "ArrowDown" && event.altKey)) return the.book("");
    if (event.altKey) return false;
    if (event.key === "Escape") {
      leaving = true;
      the.note(the.words.leave);
      return true;
    }
    if (event.key in DOWN) return onward(event);
    if (event.key === "F2") edit(false);
    else if (event.key === "Delete" || event.key === "Backspace") the.clear();
    else if (event.key.length === 1) {
      edit(true); // the letter itself comes into the field that has opened
      event.stopPropagation();
      return false;
    } else return false;
    return true;
  }

  place.addEventListener(
    "keydown",
    (event) => {
      if (ALONE.includes(event.key)) return;
      if (editing()) {
        const passes = (event.ctrlKey || event.metaKey) && !event.altKey;
        if (whileEditing(event)) event.preventDefault();
        else if (passes) return;
        event.stopPropagation(); // the field has its keys to itself
        return;
      }
      if (!the.active()) return;
      if (event.key === "Tab" && leaving) {
        event.stopPropagation();
        return;
      }
      leaving = false;
      if (whileMoving(event)) {
        event.preventDefault();
        event.stopPropagation();
      } else if (event.key === "Tab") event.stopPropagation();
    },
    true
  );
  place.addEventListener("focusout", (event) => {
    if (!place.contains(event.relatedTarget)) leaving = false;
  });
}

// The code book: a question to the server while one types, and a list that arrows walk. The answer
// is read as a document of its own, and only its options are taken.
function codeBook(dialog) {
  const field = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const said = dialog.querySelector("[role=status]");
  let timer = 0;
  let asked = 0;
  let column = "";
  let answered = null; // what the list answers
  let chosen = () => {};

  const options = () => [...list.querySelectorAll("[role=option]")];

  function mark(at) {
    const all = options();
    all.forEach((one, own) => one.setAttribute("aria-selected", String(own === at)));
    if (!all[at]) return field.removeAttribute("aria-activedescendant");
    all[at].scrollIntoView({ block: "nearest" });
    return field.setAttribute("aria-activedescendant", all[at].id);
  }

  const here = () => options().findIndex((one) => one.getAttribute("aria-selected") === "true");

  async function ask() {
    const mine = ++asked;
    const q = field.value;
    const wanted = new URLSearchParams({ column, q });
    let answer;
    try {
      answer = await fetch(`${dialog.dataset.address}?${wanted}`, {
        headers: { "X-Fragment": "1" },
        credentials: "same-origin",
      });
    } catch {
      answer = { ok: false };
    }
    const text = answer.ok ? await answer.text() : "";
    if (mine !== asked) return;
    const found = new DOMParser().parseFromString(text, "text/html");
    const words = found.querySelector("[data-said]");
    list.replaceChildren(...found.querySelectorAll("[role=option]"));
    said.textContent = words ? words.textContent : dialog.dataset.failed;
    answered = q;
    mark(0);
  }

  function take(one) {
    if (!one) return;
    dialog.close();
    chosen(one.dataset.code);
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  field.addEventListener("keydown", async (event) => {
    if (event.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      mark(Math.max(0, Math.min(here() + by, options().length - 1)));
    }
    if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(timer);
      if (answered !== field.value) await ask();
      if (answered === field.value) take(options()[here()]);
    }
  });
  list.addEventListener("click", (event) => take(event.target.closest("[role=option]")));

  // Ask about a column, beginning with some text; what is chosen is told to taken.
  return function open(key, title, text, taken) {
    column = key;
    answered = null;
    chosen = taken;
    dialog.querySelector("[data-title]").textContent = title;
    field.value = text;
    list.replaceChildren();
    dialog.showModal();
    field.select();
    ask();
  };
}
