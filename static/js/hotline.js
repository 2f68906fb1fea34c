// What the grid says while it is filled. The server says it again, and decides.
const grid = document.querySelector("[data-grid]");
if (grid) {
  const says = grid.querySelector("[data-grid-says]");
  const tell = () => {
    const checked = [...grid.querySelectorAll("input:checked")];
    const total = checked.reduce((sum, input) => sum + Number(input.value), 0);
    const alarmed = checked.some((input) => input.hasAttribute("data-alarm"));
    const outcome =
      alarmed || total >= Number(grid.dataset.emergency)
        ? "urgences psychiatriques"
        : total >= Number(grid.dataset.psychologist)
          ? "psychologue"
          : "aucune orientation";
    says.hidden = checked.length === 0;
    says.textContent = `${total} point${total > 1 ? "s" : ""} : la grille dit « ${outcome} ».`;
  };
  grid.addEventListener("change", tell);
  tell();
}
