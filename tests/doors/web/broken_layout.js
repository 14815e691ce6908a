// What is broken on a page as it stands: run in the page by the tests of the layout.
() => {
  const found = [];
  const wide = document.documentElement.scrollWidth;
  if (wide > window.innerWidth) found.push(`scrolls sideways: ${wide}`);

  const short = (one) => (one.textContent || one.value || "").trim().slice(0, 40);
  const region = (one) => {
    const at = one.closest(".scroll");
    return at && at.getAttribute("role") === "region" && at.getAttribute("aria-label") &&
      at.tabIndex === 0;
  };
  document.querySelectorAll("main table").forEach((table) => {
    const room = table.parentElement.getBoundingClientRect();
    if (table.getBoundingClientRect().width > room.width + 1 && !region(table)) {
      found.push(`a table outside a labelled region: ${short(table)}`);
    }
  });

  document.querySelectorAll("body *").forEach((one) => {
    const style = getComputedStyle(one);
    if (style.textOverflow !== "ellipsis" || one.scrollWidth <= one.clientWidth + 1) return;
    if (!one.closest("[title]") && !one.querySelector("[title]")) {
      found.push(`is cut and told nowhere: ${short(one)}`);
    }
  });

  // The part of a box that can be seen: what its ancestors do not cut off.
  const seen = (box, from) => {
    let { left, top, right, bottom } = box;
    for (let one = from; one && one !== document.documentElement; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.visibility !== "visible" || style.opacity === "0") return null;
      if (style.overflowX === "visible" && style.overflowY === "visible" && style.clip === "auto") {
        continue;
      }
      const room = one.getBoundingClientRect();
      left = Math.max(left, room.left);
      right = Math.min(right, room.right);
      top = Math.max(top, room.top);
      bottom = Math.min(bottom, room.bottom);
    }
    return right - left > 2 && bottom - top > 2 ? { left, top, right, bottom } : null;
  };
  const boxes = [];
  const add = (owner, kind, rects) => {
    for (const rect of rects) {
      const box = seen(rect, owner);
      if (box) boxes.push({ ...box, owner, kind });
    }
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const owner = node.parentElement;
    // What lies in details that are shut has a place, but nobody sees it.
    if (!owner.checkVisibility({ visibilityProperty: true })) continue;
    if (!node.data.trim() || owner.closest("script, style, option, datalist, noscript")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    add(owner, "words", range.getClientRects());
  }
  document.querySelectorAll("button, input:not([type=hidden]), select, .button").forEach((one) => {
    if (one.checkVisibility({ visibilityProperty: true })) add(one, "control", one.getClientRects());
  });

  boxes.sort((one, other) => one.top - other.top);
  const said = new Set();
  boxes.forEach((one, at) => {
    for (let next = at + 1; next < boxes.length && boxes[next].top < one.bottom - 4; next += 1) {
      const other = boxes[next];
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (across <= 3 || down <= 4) continue;
      if (one.owner === other.owner || one.owner.contains(other.owner) && one.kind === "control" ||
          other.owner.contains(one.owner) && other.kind === "control") continue;
      const words = `${short(one.owner)} (${one.kind}) lies over ${short(other.owner)}`;
      if (!said.has(words)) found.push(words);
      said.add(words);
    }
  });
  return found;
}
