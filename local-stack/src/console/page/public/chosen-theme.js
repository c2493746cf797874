// Runs before the first paint, so that a theme chosen earlier does not flash in late.
try {
  const chosen = localStorage.getItem('theme');
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage can be forbidden; the system's own preference then decides.
}
