// Keys of the triage board. Everything they do is a link or a button of the page.
const form = document.querySelector(".board-form");
const keys = document.querySelector("details.keys");
const STORE = "board-keys";

if (form && keys) {
  keys.hidden = false;
  const choice = keys.querySelector("[data-keys-on]");
  try {
    choice.checked = localStorage.getItem(STORE) !== "off";
    choice.addEventListener("change", () => localStorage.setItem(STORE, choice.checked ? "on" : "off"));
  } catch {
    // This browser keeps nothing: the choice holds for this page.
  }

  const seen = (element) => element.getClientRects().length > 0;
  const links = (root = form) => [...root.querySelectorAll(".card-link")].filter(seen);
  const cardOf = (element) => element?.closest(".column li");
  const here = () => cardOf(document.activeElement);
  const focus = (link) => {
    link?.focus();
    link?.closest("li").scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  const step = (by, root = form) => {
    const all = links(root);
    const at = all.indexOf(here()?.querySelector(".card-link"));
    focus(at < 0 ? all[by > 0 ? 0 : all.length - 1] : all[at + by]);
  };
  const sideways = (by) => {
    const columns = [...form.querySelectorAll(".column")].filter((column) => links(column).length);
    const column = here().closest(".column");
    const rank = links(column).indexOf(here().querySelector(".card-link"));
    const next = columns[columns.indexOf(column) + by];
    if (next) focus(links(next)[Math.min(rank, links(next).length - 1)]);
  };
  const box = () => here()?.querySelector("input[name=chosen]");
  const take = () => {
    if (!form.querySelector("input[name=chosen]:checked") && box()) box().checked = true;
    if (form.querySelector("input[name=chosen]:checked")) form.requestSubmit();
  };

  const anywhere = { j: () => step(1), k: () => step(-1), t: take, x: () => box()?.click() };
  const onACard = {
    ArrowDown: () => step(1, here().closest(".column")),
    ArrowUp: () => step(-1, here().closest(".column")),
    ArrowRight: () => sideways(1),
    ArrowLeft: () => sideways(-1),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.matches("textarea, select, [contenteditable], input:not([type=checkbox])")) return;
    if (event.key === "?" && choice.checked) {
      keys.open = !keys.open;
      keys.querySelector("summary").focus();
    } else if (event.key in anywhere && choice.checked) anywhere[event.key]();
    else if (event.key in onACard && here()) onACard[event.key]();
    else return;
    event.preventDefault();
  });
}
