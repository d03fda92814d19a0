// Years of the hits: a span is chosen by dragging over the bars or with two handles by key; the form beside it is sent.
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };

class Histogram {
  constructor(root) {
    this.root = root;
    this.bars = [...root.querySelectorAll('[data-year]')];
    this.svg = root.querySelector('svg');
    this.window = root.querySelector('[data-window]');
    this.first = Number(root.dataset.first);
    this.last = Number(root.dataset.last);
    this.inputs = [...root.querySelectorAll('input[type=number]')];
    this.handles = [...root.querySelectorAll('[role=slider]')];
    this.span = this.inputs.map((input, place) => Number(input.value) || (place ? this.last : this.first));
    this.svg.addEventListener('pointerdown', (event) => this.begin(event));
    this.svg.addEventListener('pointermove', (event) => this.drag(event));
    this.svg.addEventListener('pointerup', (event) => this.end(event));
    this.svg.addEventListener('pointercancel', () => { this.from = null; this.draw(); });
    this.handles.forEach((handle, place) => handle.addEventListener('keydown', (event) => this.onKey(event, place)));
    this.inputs.forEach((input, place) => input.addEventListener('input', () => {
      if (Number(input.value)) { this.span[place] = this.inside(Number(input.value)); this.draw(); }
    }));
    this.draw();
  }

  inside(year) { return Math.max(this.first, Math.min(this.last, year)); }

  at(event) {
    const box = this.svg.getBoundingClientRect();
    const part = (event.clientX - box.left) / box.width;
    return this.inside(this.first + Math.floor(part * (this.last - this.first + 1)));
  }

  begin(event) {
    if (event.button) return;
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    this.from = this.at(event);
    this.set(this.from, this.from);
  }

  drag(event) {
    if (this.from != null) this.set(this.from, this.at(event));
  }

  end(event) {
    if (this.from == null) return;
    this.set(this.from, this.at(event));
    this.from = null;
    this.root.requestSubmit();
  }

  set(one, other) {
    this.span = [Math.min(one, other), Math.max(one, other)];
    this.inputs.forEach((input, place) => { input.value = this.span[place]; });
    this.draw();
  }

  onKey(event, place) {
    const ends = { Home: this.first, End: this.last };
    if (event.key === 'Enter') this.root.requestSubmit();
    else if (event.key in STEPS || event.key in ends) {
      const wanted = this.inside(event.key in ends ? ends[event.key] : this.span[place] + STEPS[event.key]);
      const [from, to] = this.span;
      if (place) this.set(from, Math.max(from, wanted));
      else this.set(Math.min(to, wanted), to);
    } else return;
    event.preventDefault();
  }

  draw() {
    const [from, to] = this.span;
    const wide = 100 / (this.last - this.first + 1);
    this.window.setAttribute('x', String(wide * (from - this.first)));
    this.window.setAttribute('width', String(wide * (to - from + 1)));
    for (const bar of this.bars) {
      const year = Number(bar.dataset.year);
      bar.classList.toggle('inside', year + Number(bar.dataset.years || 1) - 1 >= from && year <= to);
    }
    this.handles.forEach((handle, place) => {
      handle.style.left = `${wide * (this.span[place] - this.first + place)}%`;
      handle.setAttribute('aria-valuenow', String(this.span[place]));
    });
  }
}

const watched = new WeakSet();

function watch() {
  for (const root of document.querySelectorAll('form[data-histogram]')) {
    if (!watched.has(root)) new Histogram(root);
    watched.add(root);
  }
}

export function watchHistograms() {
  watch();
  document.addEventListener('htmx:afterSwap', watch);
}
