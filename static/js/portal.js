// What the portal adds to plain HTML. Every page works without it.

// Appearance: the choice is shown only where it can be kept.
const theme = document.querySelector("[data-theme-choice]");
if (theme) {
  theme.value = window.portalTheme.choice();
  theme.closest("[hidden]")?.removeAttribute("hidden");
  theme.addEventListener("change", () => window.portalTheme.choose(theme.value));
}

// Menus made of <details> close on Escape and on a click elsewhere.
const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A form is sent once. Buttons come back when the page is shown again, or after ten seconds (downloads stay on the page).
const release = (form) => {
  form.removeAttribute("aria-busy");
  for (const button of document.querySelectorAll("button[data-sent]")) {
    if (button.form !== form) continue;
    button.disabled = false;
    delete button.dataset.sent;
  }
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return; // htmx sends it
  if (form.getAttribute("aria-busy") === "true") return event.preventDefault();
  form.setAttribute("aria-busy", "true");
  delete form.dataset.dirty;
  // After this tick, so that the pressed button's own name and value are sent.
  setTimeout(() => {
    for (const button of form.elements) {
      if (button.type !== "submit" || button.disabled) continue;
      button.dataset.sent = "";
      button.disabled = true;
    }
  });
  setTimeout(() => release(form), 10_000);
});
addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(release));

// Leaving a guarded form with unsaved changes asks first; a draft saved by htmx is no longer unsaved.
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-guard]")) form.dataset.dirty = "";
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.detail.elt.matches("form[data-guard]")) delete event.detail.elt.dataset.dirty;
});
addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-guard][data-dirty]")) event.preventDefault();
});

// Characters left in a bounded textarea, spoken only near the end.
const counters = new WeakMap();
const count = (area) => {
  if (!counters.has(area)) {
    const counter = document.createElement("div");
    counter.className = "counter";
    area.after(counter);
    counters.set(area, counter);
  }
  const counter = counters.get(area);
  const left = area.maxLength - area.value.length;
  counter.setAttribute("aria-live", left <= 50 ? "polite" : "off");
  counter.textContent = left > 1 ? `${left.toLocaleString("fr-FR")} caractères restants` : `${left} caractère restant`;
};
document.addEventListener("input", (event) => {
  if (event.target.matches("textarea[maxlength]")) count(event.target);
});

// Suggestions of a field that takes several names: each keeps what is already written before the last comma.
document.addEventListener("input", (event) => {
  if (!event.target.matches("input[data-several]")) return;
  const written = event.target.value.replace(/[^,]*$/, "").trim();
  const list = event.target.list;
  if (!list || list.dataset.written === written) return;
  list.dataset.written = written;
  for (const option of list.options) {
    option.dataset.name ??= option.value;
    option.value = written ? `${written} ${option.dataset.name}` : option.dataset.name;
  }
});

// Also for what htmx brings into the page.
const enhance = (root) => {
  root.querySelectorAll("textarea[maxlength]").forEach(count);
  root.querySelector(".error-summary")?.focus();
};
enhance(document);
document.addEventListener("htmx:afterSettle", (event) => enhance(event.detail.elt));
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]")?.content ?? "";
});
