// A row of a list opens at the side and the list stays. Without this script the link opens the
// page. What is shown is that page as the server made it, so that nothing is said twice; its
// numbers and rights are those of the page.
"use strict";

// Its names are its own: other scripts of the page have an open and a close too.
(() => {
  const SKELETON_MS = 300; // what comes sooner does not flicker
  const FORMS = "[data-live], [data-keep], [data-grid-form]";
  const SEEN = "fisc.seen."; // how many steps of a document were there when one last looked
  const drawer = document.getElementById("drawer");
  const head = document.getElementById("drawer-title");
  const body = document.getElementById("drawer-content");
  let opener = null;
  let asked = 0;

  // The link of a row, unless it leads to a page of the menu: that is no detail of this list.
  function detail(link) {
    const row = link && link.closest("main table[id^='table-'] tbody tr, main .card");
    if (!row || !row.contains(link) || link.origin !== location.origin) return null;
    const pages = [...document.querySelectorAll(".menu a")];
    return pages.some((page) => page.pathname === link.pathname) ? null : row;
  }

  // Two pages now stand in one document: what the second one has by name gets names of its own.
  function renamed(part) {
    const own = (name) => `drawer-${name}`;
    part.querySelectorAll("[id]").forEach((one) => (one.id = own(one.id)));
    for (const name of ["for", "list", "form", "aria-labelledby", "aria-describedby"]) {
      part.querySelectorAll(`[${name}]`).forEach((one) => {
        one.setAttribute(name, one.getAttribute(name).split(" ").map(own).join(" "));
      });
    }
    part.querySelectorAll("a[href^='#']").forEach((one) => {
      one.setAttribute("href", `#${own(one.getAttribute("href").slice(1))}`);
    });
    return part;
  }

  function fill(page, link) {
    const main = page.getElementById("content");
    // A form that answers while one types needs its own page.
    if (!main || main.querySelector(FORMS)) throw new Error("not for the side");
    const title = main.querySelector("h1");
    head.textContent = title ? title.textContent : link.textContent;
    main.querySelectorAll(".crumbs, .title, .foot, script").forEach((part) => part.remove());
    const part = document.createElement("div");
    part.append(...main.childNodes);
    body.replaceChildren(renamed(part));
    news(link.pathname);
  }

  // Say what happened to a document since one last had it open here.
  function news(path) {
    const steps = [...body.querySelectorAll("[data-trail] tbody tr")];
    const before = sessionStorage.getItem(SEEN + path);
    const fresh = before === null ? [] : steps.slice(Number(before));
    const said = drawer.querySelector("[data-news]");
    fresh.forEach((row) => row.classList.add("fresh"));
    said.hidden = !fresh.length;
    said.textContent = fresh.length ? `${said.dataset.news} ${fresh.length}` : "";
    if (steps.length) sessionStorage.setItem(SEEN + path, String(steps.length));
  }

  function mark(row) {
    document.querySelectorAll("main .opened").forEach((one) => one.classList.remove("opened"));
    if (row) row.classList.add("opened");
  }

  async function open(link, row) {
    const mine = ++asked;
    opener = link;
    mark(row);
    drawer.hidden = false;
    head.textContent = link.textContent;
    drawer.querySelector("[data-page]").href = link.href;
    body.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => {
      if (mine === asked) body.replaceChildren(waiting());
    }, SKELETON_MS);
    head.focus();
    try {
      const answer = await fetch(link.href, {
        headers: { "X-Fragment": "1" },
        credentials: "same-origin",
      });
      const text = await answer.text();
      if (mine !== asked) return;
      // What is not the page itself is said best as a page; signing in again is, too.
      if (!answer.ok || answer.redirected) return location.assign(link.href);
      fill(new DOMParser().parseFromString(text, "text/html"), link);
    } catch {
      if (mine === asked) location.assign(link.href);
    } finally {
      clearTimeout(slow);
      if (mine === asked) body.removeAttribute("aria-busy");
    }
  }

  function waiting() {
    return document.getElementById("drawer-waiting").content.cloneNode(true);
  }

  function close(back) {
    if (drawer.hidden) return;
    asked += 1;
    drawer.hidden = true;
    body.replaceChildren();
    mark(null);
    if (back && opener && opener.isConnected) opener.focus();
    opener = null;
  }

  if (drawer) {
    document.addEventListener("click", (event) => {
      const plain = !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey;
      const link = event.target.closest("a[href]");
      const row = plain && !event.defaultPrevented && link ? detail(link) : null;
      if (!row) return;
      event.preventDefault();
      open(link, row);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
      close(true);
    });
    // When the row is approved or returned from here, its page is no longer what it was.
    document.addEventListener("row-act", (event) => {
      if (event.detail !== "tick") close(false);
    });
    drawer.querySelector("[data-close]").addEventListener("click", () => close(true));
  }
})();
