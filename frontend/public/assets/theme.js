// Runs before the first paint, as a file because the CSP allows no inline script.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem('headwater.theme');
  } catch {
    // Storage may be refused; the system's theme is used then.
  }
  var dark =
    choice === 'dark' ||
    (choice !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
