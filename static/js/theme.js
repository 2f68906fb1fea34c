// Loaded in <head>, before the first paint: sets light or dark so that nothing flashes.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const choice = () => {
    try {
      return localStorage.getItem("theme") || "auto";
    } catch {
      return "auto";
    }
  };
  const apply = () => {
    const theme = choice() === "auto" ? (dark.matches ? "dark" : "light") : choice();
    document.documentElement.setAttribute("data-bs-theme", theme);
  };
  window.portalTheme = {
    choice,
    choose(value) {
      try {
        localStorage.setItem("theme", value);
      } catch {
        // Storage refused: the choice holds for this page only.
        document.documentElement.setAttribute("data-bs-theme", value);
        return;
      }
      apply();
    },
  };
  dark.addEventListener("change", apply);
  apply();
})();
