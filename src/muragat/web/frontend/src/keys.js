// Keys: an element with data-key="e" is pressed by that key, "g h" is two keys in a row; j, k, x walk the rows.
const TURNED_OFF = 'muragat-keys-off';
let before = '';
let timer = 0;

const typing = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && target.type !== 'checkbox';
const turnedOff = () => localStorage.getItem(TURNED_OFF) === 'yes';

// A key by its place when the layout is Cyrillic: "e" is the key that types "у" or "е" there.
function latin(event) {
  if (/^Key[A-Z]$/.test(event.code) && !/^[a-z]$/i.test(event.key)) return event.code[3].toLowerCase();
  if (event.code === 'Slash' && (event.key === '.' || event.key === ',')) return event.shiftKey ? '?' : '/';
  if (event.code === 'BracketLeft' && !/^[\x20-\x7e]$/.test(event.key)) return '[';
  if (event.code === 'BracketRight' && !/^[\x20-\x7e]$/.test(event.key)) return ']';
  return event.key;
}

function press(element) {
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) element.focus();
  else element.click();
}

function walk(step) {
  const rows = [...document.querySelectorAll('[data-row]')];
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.classList.contains('current'));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step))];
  for (const row of rows) row.classList.toggle('current', row === next);
  (next.querySelector('a') || next).focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || turnedOff()) return;
  const key = latin(event);
  if ((key === 'ArrowDown' || key === 'ArrowUp') && event.target.closest('[data-arrows] [data-row]')) {
    if (walk(key === 'ArrowDown' ? 1 : -1)) event.preventDefault();
    return;
  }
  const sequence = before ? `${before} ${key}` : key;
  clearTimeout(timer);
  before = '';
  const element = document.querySelector(`[data-key="${CSS.escape(sequence)}"]`);
  if (element) {
    event.preventDefault();
    press(element);
  } else if (document.querySelector(`[data-key^="${CSS.escape(`${sequence} `)}"]`)) {
    before = sequence;
    timer = setTimeout(() => { before = ''; }, 1500);
  } else if (key === 'j' || key === 'k') {
    if (walk(key === 'j' ? 1 : -1)) event.preventDefault();
  } else if (key === 'x') {
    document.querySelector('[data-row].current input[name=id]')?.click();
  }
}

export function watchKeys() {
  document.addEventListener('keydown', onKey);
  const toggle = document.querySelector('[data-keys-toggle]');
  if (!toggle) return;
  toggle.checked = !turnedOff();
  toggle.addEventListener('change', () => localStorage.setItem(TURNED_OFF, toggle.checked ? 'no' : 'yes'));
}
