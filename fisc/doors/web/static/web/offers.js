// A field that offers what to choose from. The server answers what fits (see fisc.js); each offer
// is a button of the form that works without this script. With it the field keeps the focus: arrows
// move, Enter takes, Esc shuts, F7 opens as a code book does.
"use strict";

function choose(place) {
  const field = place.querySelector("input");
  const list = place.querySelector(".offers");
  const offers = () => [...list.querySelectorAll(".offer")];
  let at = -1;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", place.parentElement.querySelector("label").textContent);

  const show = (open) => {
    place.classList.toggle("shut", !open);
    field.setAttribute("aria-expanded", String(open && offers().length > 0));
    if (!open) mark(-1);
  };
  const mark = (number) => {
    at = number;
    offers().forEach((offer, place_) =>
      offer.setAttribute("aria-selected", String(place_ === at)),
    );
    const one = offers()[at];
    if (one) {
      field.setAttribute("aria-activedescendant", one.id);
      one.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };
  const dress = () => {
    offers().forEach((offer, number) => {
      offer.setAttribute("role", "option");
      offer.tabIndex = -1;
      offer.id = `${list.id}-${number}`;
    });
    show(!place.classList.contains("shut"));
    mark(field.value && document.activeElement === field && offers().length ? 0 : -1);
  };
  const take = (offer) => {
    field.value = offer.value;
    list.replaceChildren();
    show(false);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  new MutationObserver(dress).observe(list, { childList: true });
  field.addEventListener("focus", () => show(true));
  field.addEventListener("input", () => show(true));
  field.addEventListener("blur", () => show(false));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const offer = event.target.closest(".offer");
    if (!offer) return;
    event.preventDefault();
    take(offer);
    field.focus();
    show(false);
  });
  field.addEventListener("keydown", (event) => {
    const many = offers().length;
    const open = !place.classList.contains("shut") && many > 0;
    if (event.key === "F7" || (event.key === "ArrowDown" && !open)) show(true);
    else if (event.key === "ArrowDown") mark((at + 1) % many);
    else if (event.key === "ArrowUp" && open) mark((at + many - 1) % many);
    else if (event.key === "Escape" && open) show(false);
    else if (event.key === "Enter" && open && at >= 0) take(offers()[at]);
    else return;
    event.preventDefault();
  });
  show(false);
  dress();
}

document.querySelectorAll("[data-choose]").forEach(choose);
