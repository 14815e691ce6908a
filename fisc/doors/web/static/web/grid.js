// Makes a grid of the plain table of a page. The table holds what may be typed; the server judges
// every row as it would judge a file, and its answer is shown at the cells. Nothing that comes from
// the server or from a clipboard is ever read as HTML.
"use strict";

function grid(table, form) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => ({
    key: cell.dataset.key,
    title: cell.textContent,
    money: cell.dataset.kind === "money",
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
  let dirty = false;

  const named = (row) => `${row.getPosition()} · ${text(row.getData()[keys[0]])}`;
  const text = (value) => (value === undefined || value === null ? "" : String(value));
  const touched = (row, key) => text(row[key]) !== text(row.was[key]);

  function shown(cell) {
    const row = cell.getData();
    const key = cell.getField();
    const element = cell.getElement();
    const wrong = row.wrong[key] || "";
    element.classList.toggle("wrong", wrong !== "");
    element.classList.toggle("touched", touched(row, key));
    element.title = wrong;
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

  async function paste(copied) {
    const lines = block(copied);
    if (lines.length > Number(form.dataset.most)) {
      return tell(form.dataset.tooMany, [{ said: "" }]);
    }
    const start = active();
    if (!start) return undefined;
    const top = start.getRow().getPosition() - 1;
    const left = keys.indexOf(start.getField());
    const missing = top + lines.length - rows.getRows().length;
    if (missing > 0) await rows.addData(Array.from({ length: missing }, blank));
    const every = rows.getRows();
    rows.blockRedraw();
    lines.forEach((cells, down) => {
      const change = {};
      cells.forEach((value, right) => {
        if (keys[left + right]) change[keys[left + right]] = value.trim();
      });
      every[top + down].update(change);
      every[top + down].reformat();
    });
    rows.restoreRedraw();
    dirty = true;
    return ask("check", true);
  }

  function active() {
    const [range] = rows.getRanges();
    const cells = range ? range.getCells().flat() : [];
    return cells[0];
  }

  const editing = () => document.activeElement && document.activeElement.matches("input, textarea");
  document.addEventListener("paste", (event) => {
    if (editing() || !active()) return;
    event.preventDefault();
    paste(event.clipboardData.getData("text/plain"));
  });
  place.addEventListener("keydown", (event) => {
    const plain = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!plain || editing() || !active()) return;
    active().edit(true);
    if (editing()) document.activeElement.select();
    event.stopPropagation();
  });
  rows.on("cellEdited", (cell) => {
    dirty = true;
    cell.getRow().reformat();
    clearTimeout(grid.timer);
    grid.timer = setTimeout(() => ask("check"), 600);
  });
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
