// Forms: the summary of errors takes the focus, a double press saves once, leaving with typed text asks first.
const dirty = new WeakSet();

function choose(button) {
  const field = document.getElementById(button.dataset.fill);
  field.value = button.dataset.value;
  field.dispatchEvent(new Event('change', { bubbles: true }));
  const list = button.closest('.suggestions');
  const words = list.parentElement.querySelector('[data-chosen]');
  if (words) words.textContent = button.dataset.title;
  list.replaceChildren();
  field.focus();
}

export function watchForms() {
  document.querySelector('[data-take-focus]')?.focus();
  document.addEventListener('input', (event) => {
    const form = event.target.closest('form[data-guarded]');
    if (form) dirty.add(form);
  });
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent) event.preventDefault();
    else form.dataset.sent = 'yes';
    dirty.delete(form);
  });
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
  });
  window.addEventListener('beforeunload', (event) => {
    if ([...document.querySelectorAll('form[data-guarded]')].some((form) => dirty.has(form))) event.preventDefault();
  });
  document.addEventListener('change', (event) => {
    if (event.target.matches('[data-submit-on-change]')) event.target.form.requestSubmit();
  });
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-fill]');
    if (button) choose(button);
    if (event.target.closest('[data-print]')) window.print();
  });
}
