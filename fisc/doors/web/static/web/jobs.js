// A job under way: how far it is is asked again every two seconds, and when it has ended the page
// is shown anew. Without this script the page comes again by itself.
"use strict";

const place = document.getElementById("job");

async function look() {
  if (document.hidden) return later();
  try {
    const answer = await fetch(place.dataset.job, {
      headers: { "X-Fragment": "1" },
      credentials: "same-origin",
    });
    if (!answer.ok) return location.reload();
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!found.querySelector("[data-open]")) return location.reload();
    place.replaceChildren(...found.body.childNodes);
  } catch {
    // The server is away for a moment; the page stays as it is.
  }
  return later();
}

function later() {
  setTimeout(look, 2000);
}

if (place) later();
