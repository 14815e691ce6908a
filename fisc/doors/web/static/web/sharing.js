// "Copy link" puts the whole address of the page into the clipboard. Without this script, or where
// the clipboard is closed to us, it is a link to that address, which can be copied by hand.
"use strict";

// Outside of HTTPS there is no clipboard for pages; what is selected can be copied all the same.
function copySelected(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "spoken";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

async function copied(text) {
  if (!navigator.clipboard) return copySelected(text);
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => copySelected(text)
  );
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.copies");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!(await copied(link.href))) {
    location.assign(link.href);
    return;
  }
  const words = link.dataset.words || link.textContent;
  link.dataset.words = words;
  link.textContent = link.dataset.copied;
  const said = link.parentElement.querySelector("[role=status]");
  if (said) said.textContent = link.dataset.copied;
  link.focus();
  setTimeout(() => {
    link.textContent = words;
    if (said) said.textContent = "";
  }, 2000);
});

// The saved views of a page open on the page itself; without this script they are a page.
document.querySelectorAll("a.views").forEach((link) => {
  const place = link.nextElementSibling;
  const show = (open) => {
    place.hidden = !open;
    link.setAttribute("aria-expanded", String(open));
  };
  link.setAttribute("role", "button");
  show(false);
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!place.hidden) {
      show(false);
      return;
    }
    const answer = await fetch(link.href, {
      headers: { "X-Fragment": "1" },
      credentials: "same-origin",
    }).catch(() => null);
    if (!answer || !answer.ok) {
      location.assign(link.href);
      return;
    }
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...found.body.childNodes);
    show(true);
    const first = place.querySelector("a, input:not([type=hidden])");
    if (first) first.focus();
  });
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    show(false);
    link.focus();
  });
});
