// Rows of a list: one box selects all of the page, the bar below counts, Shift selects a stretch.
let last = null;

const boxes = (form) => [...form.querySelectorAll('input[name=id]')];

function refresh(form) {
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked).length;
  const master = form.querySelector('[data-select-all]');
  if (master) {
    master.checked = chosen > 0 && chosen === all.length;
    master.indeterminate = chosen > 0 && chosen < all.length;
  }
  for (const counter of form.querySelectorAll('[data-count]')) counter.textContent = String(chosen);
}

export function watchSelection() {
  document.addEventListener('click', (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== 'checkbox') return;
    const form = box.closest('form[data-selection]');
    if (!form) return;
    const all = boxes(form);
    if (box.matches('[data-select-all]')) {
      for (const one of all) one.checked = box.checked;
    } else if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const one of all.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
    refresh(form);
  });
  for (const form of document.querySelectorAll('form[data-selection]')) refresh(form);
}
