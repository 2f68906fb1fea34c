// The text areas of a bilan become editors (Trix). Without this script they stay text areas, and say the same.
// Trix reads and writes a hidden field in their place; the page is sent as before.

const TAGS = { default: "p", heading1: "h3", heading2: "h4" };
const WORDS = {
  bold: "Gras", bullets: "Liste", captionPlaceholder: "", code: "", heading1: "Titre", indent: "", italic: "Italique",
  link: "Mettre le lien", numbers: "Liste numérotée", outdent: "", quote: "Citation", redo: "Rétablir", remove: "Retirer",
  strike: "Barré", undo: "Annuler la frappe", unlink: "Retirer le lien", url: "Adresse du lien", urlPlaceholder: "",
};

const prepare = ({ config }) => {
  const blocks = config.blockAttributes;
  Object.assign(blocks.default, { tagName: TAGS.default, breakOnReturn: true });
  Object.assign(blocks.heading1, { tagName: TAGS.heading1 });
  blocks.heading2 = { tagName: TAGS.heading2, terminal: true, breakOnReturn: true, group: false };
  delete blocks.code;
  Object.assign(config.lang, WORDS);
  // Words of what is pasted stay, what it looked like elsewhere does not.
  Object.assign(config.dompurify, { FORBID_TAGS: ["img", "figure", "style"] });
};

const enhance = (root) => {
  const area = root.querySelector("textarea");
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: area.name, value: area.value, id: `${area.id}-html` });
  const toolbar = root.querySelector("template").content.firstElementChild.cloneNode(true);
  const editor = document.createElement("trix-editor");
  editor.id = `${area.id}-editor`;
  editor.className = "form-control prose";
  for (const [name, value] of Object.entries({ input: field.id, toolbar: toolbar.id, role: "textbox", "aria-multiline": "true" }))
    editor.setAttribute(name, value);
  for (const name of ["aria-describedby", "aria-invalid"])
    if (area.hasAttribute(name)) editor.setAttribute(name, area.getAttribute(name));
  const label = document.querySelector(`label[for="${area.id}"]`);
  if (label) {
    label.id ||= `${area.id}-label`;
    editor.setAttribute("aria-labelledby", label.id);
    label.addEventListener("click", () => editor.focus());
  }
  const form = area.form;
  area.replaceWith(field, toolbar, editor);
  for (const error of document.querySelectorAll(`.error-summary a[href="#${area.id}"]`)) error.href = `#${editor.id}`;
  editor.addEventListener("trix-initialize", () => {
    for (const button of toolbar.querySelectorAll("button")) button.removeAttribute("tabindex");
    editor.addEventListener("trix-change", () => {
      if (form?.matches("[data-guard]")) form.dataset.dirty = "";
    });
  });
};

document.addEventListener("trix-file-accept", (event) => event.preventDefault());
document.addEventListener("trix-attachment-add", (event) => event.attachment.remove());
// A pressed key of the toolbar says whether it is on.
document.addEventListener("trix-attributes-change", ({ target, attributes }) => {
  for (const button of target.toolbarElement.querySelectorAll("[data-trix-attribute]"))
    button.setAttribute("aria-pressed", String(Boolean(attributes[button.dataset.trixAttribute])));
});

prepare(window.Trix);
document.querySelectorAll("[data-editor]").forEach(enhance);
