// The station's screen: files and folders are dropped, checked, sent in resumable pieces, in order, one after the other.
import { Upload } from 'tus-js-client';

const root = document.querySelector('[data-station]');
const words = JSON.parse(document.getElementById('station-words').textContent);
const list = root.querySelector('[data-files]');
const total = root.querySelector('[data-total]');
const summary = root.querySelector('[data-summary]');
const drop = root.querySelector('[data-drop]');
const digests = new Worker(root.dataset.digest);
const headers = { 'X-CSRF-Token': root.dataset.csrf, 'Accept-Language': document.documentElement.lang };
const PIECE = Number(root.dataset.piece);
// A lost network is waited for: quickly at first, then every half a minute for half an hour.
const DELAYS = [0, 1000, 3000, 5000, 10000, ...Array(60).fill(30000)];

const rows = [];
const hashing = new Map();
let sending = null;

const fill = (text, values) => text.replace(/\$\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const ended = (row) => ['stored', 'duplicate', 'refused'].includes(row.state);

function show(row) {
  row.line.dataset.state = row.state;
  row.bar.value = ended(row) ? 1 : row.done;
  row.words.replaceChildren(...(row.address ? [link(row)] : []), document.createTextNode(
    [row.address ? '' : words[row.state], row.cause].filter(Boolean).join(' ')));
  row.button.hidden = ended(row) && !(row.state === 'duplicate' || row.state === 'refused');
  row.button.textContent = row.state === 'duplicate' ? words.again : row.state === 'paused' || row.state === 'refused'
    ? words.go_on : words.cancel;
  count();
}

function link(row) {
  const found = document.createElement('a');
  found.href = row.address;
  found.textContent = words[row.state];
  const space = document.createElement('span');
  space.append(found, ' ');
  return space;
}

function count() {
  const sizes = rows.reduce((sum, row) => sum + Math.max(row.file.size, 1), 0);
  const sent = rows.reduce((sum, row) => sum + Math.max(row.file.size, 1) * (ended(row) ? 1 : row.done), 0);
  const of = (state) => rows.filter((row) => row.state === state).length;
  total.hidden = rows.length === 0;
  total.value = sizes ? sent / sizes : 0;
  const left = rows.length - rows.filter(ended).length;
  summary.textContent = rows.length === 0 ? '' : fill(words.summary, {
    stored: of('stored'), duplicate: of('duplicate'), refused: of('refused'), left });
  if (left === 0 && rows.length) say(summary.textContent);
}

function say(text) {
  const region = document.getElementById('live');
  if (region && region.textContent !== text) region.textContent = text;
}

function add(file) {
  const line = document.createElement('li');
  const name = document.createElement('span');
  name.textContent = file.path || file.webkitRelativePath || file.name;
  const bar = document.createElement('progress');
  bar.max = 1;
  bar.setAttribute('aria-label', name.textContent);
  const text = document.createElement('span');
  text.className = 'text-secondary';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn-sm';
  line.append(name, bar, text, button);
  list.append(line);
  const row = { file, line, bar, words: text, button, state: 'waiting', done: 0, cause: '', again: '', number: rows.length };
  button.addEventListener('click', () => press(row));
  rows.push(row);
  show(row);
}

function press(row) {
  if (row.state === 'duplicate') Object.assign(row, { again: 'yes', address: '', cause: '', state: 'waiting', done: 0 });
  else if (row.state === 'paused') return resume(row);
  else if (row.state === 'refused') Object.assign(row, { cause: '', state: 'waiting', done: 0, sha256: '' });
  else return cancel(row);
  show(row);
  next();
}

async function cancel(row) {
  await row.upload?.abort(true).catch(() => undefined);
  rows.splice(rows.indexOf(row), 1);
  row.line.remove();
  if (sending === row) sending = null;
  count();
  next();
}

function digest(row) {
  return new Promise((resolve, reject) => {
    hashing.set(row.number, { row, resolve, reject });
    digests.postMessage({ number: row.number, file: row.file });
  });
}

digests.onmessage = ({ data }) => {
  const found = hashing.get(data.number);
  if (!found) return;
  if (data.sha256) found.resolve(data.sha256);
  else if (data.error) found.reject(new Error(data.error));
  if (data.sha256 || data.error) hashing.delete(data.number);
};

async function next() {
  if (sending) return;
  const row = rows.find((each) => each.state === 'waiting');
  if (!row) return;
  sending = row;
  row.state = 'checking';
  show(row);
  try {
    row.sha256 ||= await digest(row);
    if (!row.again && await held(row)) return done(row);
    await send(row);
  } catch {
    row.cause = words.unreadable;
    row.state = 'refused';
    done(row);
  }
}

async function held(row) {
  try {
    const answer = await fetch(`/uploads?sha256=${row.sha256}`, { headers });
    const found = answer.ok ? await answer.json() : {};
    if (found.address) Object.assign(row, { state: 'duplicate', address: found.address, cause: found.path });
    return Boolean(found.address);
  } catch {
    return false;
  }
}

async function send(row) {
  const { file } = row;
  row.upload = new Upload(file, {
    endpoint: '/uploads',
    chunkSize: PIECE,
    retryDelays: DELAYS,
    headers,
    metadata: {
      filename: file.name,
      target: root.dataset.place,
      language: root.querySelector('[name=language]')?.value || '',
      sha256: row.sha256,
      again: row.again,
    },
    removeFingerprintOnSuccess: true,
    fingerprint: async () => ['muragat', root.dataset.place, row.sha256, file.name, row.again].join(' '),
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() || 0;
      if (!status) {
        row.cause = words.offline;
        show(row);
      }
      return status === 0 || status >= 500 || [409, 423, 460].includes(status);
    },
    onProgress: (sent, all) => {
      row.done = all ? sent / all : 0;
      row.state = 'sending';
      row.cause = `${Math.floor(row.done * 100)} %`;
      show(row);
    },
    onSuccess: () => settle(row),
    onError: (error) => failed(row, error),
  });
  row.state = 'sending';
  show(row);
  const previous = await row.upload.findPreviousUploads();
  if (previous.length) row.upload.resumeFromPreviousUpload(previous[0]);
  row.upload.start();
}

async function settle(row) {
  try {
    const answer = await fetch(row.upload.url, { method: 'POST', headers: { ...headers, 'Tus-Resumable': '1.0.0' } });
    const found = await answer.json();
    if (!found.state) throw new Error(found.detail);
    Object.assign(row, { state: found.state, address: found.address || '', cause: found.cause || '', upload: null });
    done(row);
  } catch {
    pause(row, words.offline);
  }
}

function failed(row, error) {
  const status = error.originalResponse?.getStatus() || 0;
  let cause = status ? words.failed : words.offline;
  try {
    cause = JSON.parse(error.originalResponse.getBody()).detail || cause;
  } catch {
    // The answer was no problem in words.
  }
  if ([403, 404, 409, 410, 413, 422].includes(status)) {
    Object.assign(row, { state: 'refused', cause, upload: null });
    done(row);
  } else pause(row, cause);
}

function pause(row, cause) {
  Object.assign(row, { state: 'paused', cause });
  show(row);
}

function resume(row) {
  row.state = 'sending';
  row.cause = '';
  show(row);
  if (row.upload) row.upload.start();
  else {
    sending = null;
    row.state = 'waiting';
    next();
  }
}

function done(row) {
  show(row);
  sending = null;
  next();
}

function take(files) {
  const natural = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const path = (file) => file.path || file.webkitRelativePath || file.name;
  for (const file of [...files].sort((one, other) => natural.compare(path(one), path(other)))) add(file);
  next();
}

async function walk(entry, found) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    file.path = entry.fullPath.replace(/^\//, '');
    found.push(file);
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return;
    for (const each of some) await walk(each, found);
  }
}

drop.addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('over');
});
drop.addEventListener('dragleave', () => drop.classList.remove('over'));
drop.addEventListener('drop', async (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const found = [];
  for (const entry of entries) await walk(entry, found);
  take(entries.length ? found : event.dataTransfer.files);
});
for (const input of root.querySelectorAll('input[type=file]')) {
  input.addEventListener('change', () => {
    take(input.files);
    input.value = '';
  });
}
root.querySelector('form[data-plain]')?.addEventListener('submit', (event) => event.preventDefault());
for (const each of root.querySelectorAll('[data-without-script]')) each.hidden = true;
for (const each of root.querySelectorAll('[data-with-script]')) each.hidden = false;
window.addEventListener('online', () => rows.filter((row) => row.state === 'paused').forEach(resume));
window.addEventListener('beforeunload', (event) => {
  if (rows.some((row) => !ended(row))) event.preventDefault();
});
