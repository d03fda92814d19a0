// What changes without a new page is said to those who do not see it, through the one live region of the layout.
function say(text) {
  const region = document.getElementById('live');
  if (!region) return;
  region.textContent = '';
  setTimeout(() => { region.textContent = text; }, 50);
}

export function watchAnnouncements() {
  document.addEventListener('htmx:afterSwap', (event) => {
    const words = event.detail.target.querySelector?.('[data-announce]') || event.detail.target.closest?.('[data-announce]');
    if (words) say(words.dataset.announce);
  });
  for (const name of ['htmx:responseError', 'htmx:sendError', 'htmx:timeout']) {
    document.addEventListener(name, () => say(document.getElementById('live')?.dataset.failed || ''));
  }
}
