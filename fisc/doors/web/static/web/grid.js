// Makes a grid of the plain table of a page. The table holds what may be typed; the server judges
// every row as it would judge a file, and its answer is shown at the cells. Nothing that comes from
// the server or from a clipboard is ever read as HTML.
"use strict";

function grid(table, form) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => ({
    key: cell.dataset.key,
    title: cell.textContent,
    money: cell.dataset.kind === "money",
    book: "book" in cell.dataset,
  }));
  const keys = heads.map((head) => head.key);
  const blank = () => ({ line: "", print: "", was: {}, wrong: {} });
  const read = [...table.tBodies[0].rows].map((row) => {
    const cells = Object.fromEntries(keys.map((key, at) => [key, row.cells[at].textContent]));
    return { ...blank(), ...cells, line: row.dataset.line, print: row.dataset.print, was: cells };
  });
  const place = document.querySelector("[data-grid-place]"); // outside the form: Enter sends nothing
  const said = form.querySelector("[data-grid-said]");
  const calm = form.querySelector("[data-grid-calm]");
  const noted = form.querySelector("[data-grid-note]");
  const here = document.querySelector("[data-grid-here]");
  const openBook = codeBook(document.getElementById("codes"));
  const past = []; // what was changed, each step with what stood there before
  let dirty = false;

  const named = (row) => `${row.getPosition()} · ${text(row.getData()[keys[0]])}`;
  const text = (value) => (value === undefined || value === null ? "" : String(value));
  const note = (told) => (noted.textContent = told);
  const words = place.dataset;
  const touched = (row, key) => text(row[key]) !== text(row.was[key]);

  function shown(cell) {
    const row = cell.getData();
    const key = cell.getField();
    const element = cell.getElement();
    const wrong = row.wrong[key] || "";
    element.classList.toggle("wrong", wrong !== "");
    element.classList.toggle("touched", touched(row, key));
    element.title = wrong;
    element.tabIndex = -1; // the grid is one stop of the keyboard, not one for each cell
    if (wrong) element.setAttribute("aria-invalid", "true");
    else element.removeAttribute("aria-invalid");
    return document.createTextNode(text(cell.getValue()));
  }

  const rows = new Tabulator(place, {
    data: [...read, ...Array.from({ length: 20 }, blank)],
    height: 520,
    layout: "fitDataFill",
    // The number of a line stays in sight as the head of its row: Tabulator freezes nothing else
    // well beside a range of cells.
    rowHeader: {
      field: "line",
      title: form.dataset.row,
      frozen: true,
      resizable: false,
      headerSort: false,
      width: 210,
      cssClass: "still",
      formatter: (cell) => document.createTextNode(named(cell.getRow())),
    },
    columns: heads.map((head) => ({
      title: head.title,
      field: head.key,
      hozAlign: head.money ? "right" : "left",
      headerHozAlign: head.money ? "right" : "left",
      headerSort: false,
      minWidth: head.money ? 130 : 100,
      editor: "input",
      editorParams: { elementAttributes: { "aria-label": head.title } },
      formatter: shown,
    })),
    selectableRange: 1,
    selectableRangeRows: true,
    selectableRangeAutoFocus: false,
    editTriggerEvent: "dblclick",
    clipboard: "copy",
    clipboardCopyRowRange: "range",
    clipboardCopyStyled: false,
    clipboardCopyConfig: { columnHeaders: false, rowHeaders: false, columnGroups: false },
  });

  function sent() {
    const found = [];
    rows.getRows().forEach((row) => {
      const data = row.getData();
      const changed = keys.filter((key) => touched(data, key));
      if (!changed.length) return;
      const cells = { line: data.line };
      keys.forEach((key) => {
        cells[key] = text(data[key]);
        // A cell that was emptied says none; one that never held anything says nothing.
        if (cells[key] === "" && text(data.was[key]) !== "") cells[key] = "—";
      });
      found.push({ row, cells });
    });
    return found;
  }

  function tell(words, faults) {
    said.hidden = !faults.length;
    calm.textContent = faults.length ? "" : words;
    said.replaceChildren();
    if (!faults.length) return;
    const list = document.createElement("ol");
    faults.slice(0, 50).forEach((fault) => {
      const item = document.createElement("li");
      item.textContent = fault.where ? `${fault.where} · ${fault.said}` : fault.said;
      list.append(item);
    });
    const heading = document.createElement("h2");
    heading.textContent = `✗ ${words} ${faults.length}`;
    said.append(heading, list);
  }

  function mark(found, faults) {
    const names = Object.fromEntries(heads.map((head) => [head.key, head.title]));
    const wrong = new Map(found.map((one) => [one.row, {}]));
    const places = faults.map((fault) => {
      const one = found[fault.row];
      if (!one) return fault;
      const key = names[fault.column] ? fault.column : keys[0];
      wrong.get(one.row)[key] = fault.said;
      const number = one.row.getPosition();
      return { ...fault, where: `${form.dataset.row} ${number} · ${names[key]}` };
    });
    rows.getRows().forEach((row) => {
      const data = row.getData();
      if (!Object.keys(data.wrong).length && !wrong.has(row)) return;
      data.wrong = wrong.get(row) || {};
      row.reformat();
    });
    return places;
  }

  // Where somebody waits for the answer, the first cell that is wrong comes into sight.
  async function ask(act, waited) {
    const found = sent();
    if (!found.length) return tell(form.dataset.nothing, []);
    const prints = {};
    found.forEach(({ row }) => (prints[row.getData().line] = row.getData().print));
    delete prints[""];
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        credentials: "same-origin",
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
          "X-Fragment": "1",
        },
        body: JSON.stringify({ act, prints, rows: found.map((one) => one.cells) }),
      });
      if (answer.status === 401) return tell(form.dataset.signedOut, [{ said: "" }]);
      if (!answer.ok && answer.status !== 422) return tell(form.dataset.failed, [{ said: "" }]);
      const told = await answer.json();
      const faults = mark(found, told.faults);
      const [first] = told.faults;
      if (waited && first && found[first.row]) {
        rows.scrollToRow(found[first.row].row, "center", false);
        if (keys.includes(first.column)) rows.scrollToColumn(first.column, "middle", false);
      }
      if (told.to) {
        dirty = false;
        return location.assign(told.to);
      }
      return tell(faults.length ? form.dataset.wrong : form.dataset.sound, faults);
    } catch {
      return tell(form.dataset.failed, [{ said: "" }]);
    }
  }

  // A block as spreadsheets copy it: tabs between cells, quotation marks around line breaks.
  function block(copied) {
    const lines = [[]];
    const parts = /("(?:[^"]|"")*"|[^\t\r\n]*)(\t|\r\n|\n|\r|$)/gy;
    for (let found = parts.exec(copied); found; found = parts.exec(copied)) {
      const quoted = found[1].startsWith('"') && found[1].length > 1;
      lines[lines.length - 1].push(quoted ? found[1].slice(1, -1).replace(/""/g, '"') : found[1]);
      if (found[2] === "") break;
      if (found[2] !== "\t") lines.push([]);
    }
    if (lines.length > 1 && lines[lines.length - 1].join("") === "") lines.pop();
    return lines;
  }

  // Change cells as one step: rows, keys and what is to stand there.
  function change(cells) {
    if (!cells.length) return;
    past.push(cells.map(([row, key]) => [row, key, text(row.getData()[key])]));
    write(cells);
  }

  function write(cells) {
    rows.blockRedraw();
    cells.forEach(([row, key, value]) => row.update({ [key]: value }));
    new Set(cells.map(([row]) => row)).forEach((row) => row.reformat());
    rows.restoreRedraw();
    edited();
  }

  function edited() {
    dirty = true;
    clearTimeout(grid.timer);
    grid.timer = setTimeout(() => ask("check"), 600);
  }

  // Take the last step back; what is saved is undone as a batch, on the page of imports.
  function back() {
    const step = past.pop();
    if (!step) return note(words.nothingBack);
    write(step);
    return note("");
  }

  // The block that is chosen, row by row.
  function chosen() {
    const [range] = rows.getRanges();
    return range ? range.getStructuredCells() : [];
  }

  // What stands in the first row of the block, in all of them; one row alone takes the row above.
  function fill() {
    const lines = chosen();
    if (!lines.length) return;
    const above = lines[0][0].getRow().getPrevRow();
    if (lines.length === 1 && !above) return note(words.nothingAbove);
    const from = lines.length > 1 ? lines.shift()[0].getRow() : above;
    const cells = lines.flat().map((cell) => [cell.getRow(), cell.getField()]);
    return change(cells.map(([row, key]) => [row, key, text(from.getData()[key])]));
  }

  function clear() {
    change(
      chosen()
        .flat()
        .map((cell) => [cell.getRow(), cell.getField(), ""])
    );
  }

  function book(typed) {
    const cell = active();
    const head = heads.find((one) => one.key === cell.getField());
    if (!head.book) return false;
    const row = cell.getRow();
    if (editing()) cell.cancelEdit();
    openBook(head.key, head.title, typed || text(cell.getValue()), (code) =>
      change([[row, head.key, code]])
    );
    return true;
  }

  // What remains of the amount to share out, beside the other rows of the same document.
  function rest(row, key) {
    const whole = reckoned(document.querySelector("[data-grid-whole]").value);
    if (whole.fault) return { said: words.noWhole };
    const mine = row.getData();
    const others = rows
      .getRows()
      .filter((one) => one !== row && text(one.getData()[key]).trim() !== "")
      .filter((one) => text(one.getData().document).trim() === text(mine.document).trim());
    const amounts = others.map((one) => reckoned(text(one.getData()[key])));
    const unread = amounts.findIndex((one) => one.fault);
    if (unread >= 0) return { said: worded(words.unread, { row: others[unread].getPosition() }) };
    const taken = amounts.reduce((sum, one) => sum + one.fen, 0n);
    const left = whole.fen - taken;
    const facts = { whole: inYuan(whole.fen), taken: inYuan(taken), rest: inYuan(left) };
    if (left <= 0n) return { said: worded(words.noRest, facts) };
    return { means: inYuan(left), said: worded(words.rest, { ...facts, rows: others.length }) };
  }

  // What somebody means who types "..", "=" or a sum: { means, said }, or only what is wrong.
  function meant(row, key, typed) {
    const plain = narrow(typed).trim().replace(/。/g, ".");
    if (plain === "..") {
      const above = row.getPrevRow();
      return above ? { means: text(above.getData()[key]) } : { said: words.nothingAbove };
    }
    if (!plain.startsWith("=") || !heads.find((one) => one.key === key).money) return null;
    if (plain === "=") return rest(row, key);
    const sum = reckoned(plain);
    if (sum.fault) return { said: worded(words[sum.fault], { typed }) };
    const amount = inYuan(sum.fen);
    return { means: amount, said: worded(words.understood, { typed, amount }) };
  }

  function worded(sentence, facts) {
    return sentence.replace(/\{(\w+)\}/g, (_, name) => String(facts[name]));
  }

  async function paste(copied) {
    const lines = block(copied);
    if (lines.length > Number(form.dataset.most)) {
      tell(form.dataset.tooMany, [{ said: "" }]);
      return said.append(document.querySelector("[data-grid-import]").cloneNode(true));
    }
    const start = active();
    if (!start) return undefined;
    const top = start.getRow().getPosition() - 1;
    const left = keys.indexOf(start.getField());
    const missing = top + lines.length - rows.getRows().length;
    if (missing > 0) await rows.addData(Array.from({ length: missing }, blank));
    const every = rows.getRows();
    change(
      lines.flatMap((cells, down) =>
        cells
          .map((value, right) => [every[top + down], keys[left + right], value.trim()])
          .filter(([, key]) => key)
      )
    );
    clearTimeout(grid.timer);
    return ask("check", true);
  }

  function active() {
    const [range] = rows.getRanges();
    const cells = range ? range.getCells().flat() : [];
    return cells[0];
  }

  const editing = () => document.activeElement && document.activeElement.matches("input, textarea");
  document.addEventListener("paste", (event) => {
    if (editing() || !active() || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    paste(event.clipboardData.getData("text/plain"));
  });
  rows.on("cellEdited", (cell) => {
    const [row, key, typed] = [cell.getRow(), cell.getField(), text(cell.getValue())];
    const before = text(cell.getOldValue());
    const found = meant(row, key, typed);
    note((found && found.said) || "");
    past.push([[row, key, before]]);
    if (found && "means" in found) row.update({ [key]: found.means });
    else if (found && !/=./.test(narrow(typed))) {
      row.update({ [key]: before });
      past.pop();
    } else if (found) row.getData().wrong[key] = found.said;
    row.reformat();
    edited();
  });
  rows.on("rangeChanged", () => {
    const cell = active();
    if (!cell || !place.contains(document.activeElement)) return;
    const wrong = cell.getData().wrong[cell.getField()];
    const head = heads.find((one) => one.key === cell.getField());
    const parts = [`${form.dataset.row} ${cell.getRow().getPosition()}`, head.title];
    here.textContent = [...parts, text(cell.getValue()), wrong].filter(Boolean).join(" · ");
  });
  gridKeys({ rows, place, keys, active, words, note, fill, clear, back, book });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  form.querySelector("[data-grid-add]").addEventListener("click", () => {
    rows.addData(Array.from({ length: 20 }, blank));
  });
  form.querySelector("[data-grid-check]").addEventListener("click", () => ask("check", true));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(grid.timer);
    ask("save", true);
  });
  rows.on("tableBuilt", () => {
    // What scrolls takes the focus, and a grid holds nothing but groups of rows.
    place.querySelector(".tabulator-tableholder").setAttribute("role", "rowgroup");
    place.querySelector(".tabulator-table").setAttribute("role", "presentation");
    // The heads do nothing when they have the focus, so they do not take it.
    place.querySelector(".tabulator-header").tabIndex = -1;
    document.querySelector("[data-grid-share]").hidden = false;
    form.querySelector("[data-grid-acts]").hidden = false;
    table.parentElement.hidden = true;
    document.body.dataset.gridReady = "yes";
  });
}

if (window.Tabulator) {
  const table = document.querySelector("table[data-grid]");
  const form = document.querySelector("form[data-grid-form]");
  if (table && form) grid(table, form);
}
