// Loaded before the page is painted, so that a chosen theme never flashes into the other one.
try {
  const chosen = JSON.parse(localStorage.getItem("metier.theme"));
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // no storage: the system's theme holds
}
