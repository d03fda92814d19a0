// The search inside a file: pages with hits, the words marked on the image and in the text, and steps from place to place.
export class Inside {
  constructor(root, viewer) {
    this.root = root;
    this.viewer = viewer;
    this.form = root.querySelector('form');
    this.input = root.querySelector('input[type=search]');
    this.list = root.querySelector('[data-hits]');
    this.status = root.querySelector('[role=status]');
    this.text = this.input.value.trim();
    this.marks = [];
    this.boxes = [];
    this.at = -1;
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.input.value.trim() === this.text && this.marks.length) this.step(1);
      else this.search(this.input.value.trim());
    });
    root.addEventListener('click', (event) => {
      const step = event.target.closest('[data-step]');
      if (step) this.step(Number(step.dataset.step));
      const link = event.target.closest('[data-hit-page]');
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      this.viewer.go(link.href, 1);
    });
    if (this.text) this.fill();
  }

  // The address of a page of the viewer, with what is looked for.
  with(address) {
    const url = new URL(address, location.href);
    if (this.text) url.searchParams.set('q', this.text);
    else url.searchParams.delete('q');
    return url.href;
  }

  // The browser went back: what is looked for is what the address says.
  read() {
    const text = new URL(location.href).searchParams.get('q') || '';
    if (text === this.text) return;
    this.input.value = text;
    this.text = text;
    this.fill();
  }

  async search(text) {
    this.text = text;
    history.replaceState(null, '', this.with(location.href));
    await this.fill();
    await this.turned(1);
    if (!this.marks.length) this.step(1);
  }

  async fill() {
    const text = this.text;
    const answer = text && await fetch(`${this.root.dataset.inside}?${new URLSearchParams({ q: text })}`,
      { headers: { 'X-Requested-With': 'fetch' } }).catch(() => null);
    const html = answer?.ok ? await answer.text() : '';
    if (text !== this.text) return;
    this.list.innerHTML = html;
    this.root.querySelector('[data-steps]').hidden = !this.list.querySelector('[data-hit-page]');
    this.point();
  }

  // Another page is shown; `first`: the place to go to, 1 the first, -1 the last, 0 none.
  async turned(first) {
    this.wanted = first || 0;
    this.marks = [];
    this.boxes = [];
    this.at = -1;
    this.point();
    const sheet = this.viewer.sheet();
    for (const word of sheet.querySelectorAll('.hit-word')) word.classList.remove('hit-word');
    const { text } = this;
    const query = new URLSearchParams({ q: text, page: sheet.dataset.page });
    const answer = text && await fetch(`${this.root.dataset.marks}?${query}`).catch(() => null);
    const hits = answer?.ok ? (await answer.json()).hits : [];
    if (sheet !== this.viewer.sheet() || text !== this.text) return;
    this.marks = hits.map((numbers) => numbers.map((number) => sheet.querySelector(`[data-word="${number}"]`)).filter(Boolean))
      .filter((words) => words.length);
    for (const word of this.marks.flat()) word.classList.add('hit-word');
    this.opened();
  }

  // The picture is there: boxes are laid over it, once.
  opened() {
    if (!this.viewer.ready() || !this.marks.length) {
      this.tell();
      return;
    }
    for (const box of this.boxes) this.viewer.unbox(box);
    this.boxes = this.marks.flatMap((words, place) => words.map((word) => {
      const box = document.createElement('div');
      box.className = 'hit-mark';
      box.dataset.mark = place;
      this.viewer.box(word, box);
      return box;
    }));
    if (this.wanted) this.stand(this.wanted > 0 ? 0 : this.marks.length - 1);
    this.wanted = 0;
    this.tell();
  }

  stand(at) {
    this.at = at;
    this.viewer.choose(this.marks[at][0]);
    for (const box of this.boxes) box.classList.toggle('at', Number(box.dataset.mark) === at);
    this.tell();
  }

  step(by) {
    const next = this.at < 0 && by < 0 ? this.marks.length - 1 : this.at + by;
    if (this.marks[next]) {
      this.stand(next);
      return;
    }
    const here = Number(this.viewer.sheet().dataset.page);
    const links = [...this.list.querySelectorAll('[data-hit-page]')];
    const ahead = by > 0 ? links.find((link) => Number(link.dataset.hitPage) > here)
      : links.reverse().find((link) => Number(link.dataset.hitPage) < here);
    // After the last place comes the first one of the file.
    const link = ahead || links[0];
    if (!link) return;
    if (Number(link.dataset.hitPage) === here) this.stand(by > 0 ? 0 : this.marks.length - 1);
    else this.viewer.go(link.href, by);
  }

  point() {
    const here = this.viewer.sheet()?.dataset.page;
    for (const link of this.list.querySelectorAll('[data-hit-page]')) {
      if (link.dataset.hitPage === here) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  }

  tell() {
    const { at, none } = this.status.dataset;
    const words = this.marks.length ? at.replace('#1', this.at < 0 ? '–' : this.at + 1).replace('#2', this.marks.length) : none;
    this.status.textContent = this.text ? words : '';
  }
}
