// Runs before the page is painted, so that a reader's choice of light or dark
// does not flash. What a browser does not let us store is as the system has it.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {}
