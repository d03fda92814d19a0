// The search box: what fits is offered while a person types, after the ARIA pattern of a combobox with a list.
const PAUSE = 180;

class Box {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector('input[type=search]');
    this.sheet = form.querySelector('[role=listbox]');
    this.status = form.querySelector('[role=status]');
    this.asked = 0;
    this.at = -1;
    for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-controls', this.sheet.id],
      ['aria-expanded', 'false']]) this.input.setAttribute(name, value);
    this.input.addEventListener('input', () => this.later());
    this.input.addEventListener('keydown', (event) => this.onKey(event));
    this.input.addEventListener('focus', () => { if (this.options.length && this.shownFor === this.input.value) this.open(); });
    form.addEventListener('focusout', (event) => { if (!form.contains(event.relatedTarget)) this.close(); });
    // The press is taken before the input loses the focus.
    this.sheet.addEventListener('pointerdown', (event) => event.preventDefault());
    this.sheet.addEventListener('click', (event) => {
      const option = event.target.closest('[role=option]');
      if (option) this.take(option);
    });
  }

  get options() { return [...this.sheet.querySelectorAll('[role=option]')]; }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const text = this.input.value;
    const number = ++this.asked;
    if (text.trim().length < 2) {
      this.show('', text);
      return;
    }
    const address = `${this.form.dataset.searchBox}?${new URLSearchParams({ q: text })}`;
    const answer = await fetch(address, { headers: { 'X-Requested-With': 'fetch' } }).catch(() => null);
    const html = answer?.ok ? await answer.text() : '';
    if (number === this.asked && document.activeElement === this.input) this.show(html, text);
  }

  show(html, text) {
    this.sheet.innerHTML = html;
    this.shownFor = text;
    this.point(-1);
    const count = this.options.length;
    if (count) this.open();
    else this.close();
    if (text.trim().length >= 2) {
      const { many, none } = this.status.dataset;
      this.status.textContent = count ? many.replace('#', count) : none;
    }
  }

  open() {
    this.sheet.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
  }

  close() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.sheet.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.point(-1);
  }

  point(at) {
    const options = this.options;
    options.forEach((option, place) => option.setAttribute('aria-selected', String(place === at)));
    this.at = at;
    if (at < 0) this.input.removeAttribute('aria-activedescendant');
    else {
      this.input.setAttribute('aria-activedescendant', options[at].id);
      options[at].scrollIntoView({ block: 'nearest' });
    }
  }

  onKey(event) {
    if (event.isComposing) return;
    const count = this.options.length;
    const open = !this.sheet.hidden;
    if (event.key === 'Escape') {
      if (!open) return;
      this.close();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!count) return;
      if (!open) this.open();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.point((this.at + step + 1 + count + 1) % (count + 1) - 1);
    } else if (event.key === 'Enter' && open && this.at >= 0) {
      this.take(this.options[this.at]);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  take(option) {
    if (option.dataset.href) {
      this.close();
      location.assign(option.dataset.href);
      return;
    }
    this.input.value = option.dataset.text;
    this.close();
    this.form.requestSubmit();
  }
}

export function watchSearchBox() {
  for (const form of document.querySelectorAll('form[data-search-box]')) new Box(form);
}
