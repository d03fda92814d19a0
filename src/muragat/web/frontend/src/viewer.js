// The viewer: a page that can be gone into to the grain, its words and their places, pages turned without a new load.
import OpenSeadragon from 'openseadragon';
import { Inside } from './inside.js';

const root = document.querySelector('[data-viewer]');
let sheet = null;
let osd = null;
let mark = null;
let current = null;
let shown = null;

// OpenSeadragon looks for this mark and then writes no style of its own, which the security policy would refuse; being
// of no namespace, the mark is no style either.
const styled = document.createElementNS(null, 'style');
styled.setAttribute('data-openseadragon-mobile-css', 'true');
document.head.append(styled);

const say = (text) => { document.getElementById('live').textContent = text; };
const numbers = (text) => (text || '').split(' ').map(Number);

function open() {
  sheet = root.querySelector('[data-sheet]');
  current = null;
  const image = sheet.querySelector('[data-image]');
  const picture = image.querySelector('img');
  const stage = document.createElement('div');
  stage.className = 'viewer-stage';
  image.append(stage);
  const alone = OpenSeadragon({
    element: stage, drawer: 'canvas', showNavigationControl: false, visibilityRatio: 0.5, maxZoomPixelRatio: 4,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true }, degrees: Number(sheet.dataset.rotation),
    tileSources: { type: 'image', url: picture.src, buildPyramid: false }, imageSmoothingEnabled: true,
  });
  osd = alone;
  mark = document.createElement('div');
  mark.className = 'word-mark';
  osd.canvas.setAttribute('aria-label', picture.alt);
  osd.canvas.setAttribute('role', 'application');
  osd.addHandler('open', () => { image.classList.add('opened'); inside?.opened(); });
  osd.addHandler('open-failed', () => { stage.remove(); if (!picture.naturalWidth) image.append(failed(image)); });
  osd.addHandler('canvas-key', (event) => { event.preventDefaultAction = !event.originalEvent.key.startsWith('Arrow'); });
  osd.addHandler('canvas-click', (event) => { if (event.quick) pick(event.position); });
  osd.addHandler('animation', () => refine(alone));
}

function failed(image) {
  const words = document.createElement('p');
  words.textContent = image.dataset.failed;
  return words;
}

// The picture of a screen is there at once; the tiles are asked for when somebody goes nearer than its own pixels.
async function refine(viewer) {
  const item = viewer.world.getItemAt(0);
  if (!item || viewer.refined || item.viewportToImageZoom(viewer.viewport.getZoom()) < 0.9) return;
  viewer.refined = true;
  const answer = await fetch(sheet.dataset.tiles, { headers: { Accept: 'application/json' } });
  if (!answer.ok || viewer !== osd) return;
  const { width, height, tileSize, tileOverlap, levels, address } = await answer.json();
  viewer.addTiledImage({
    tileSource: {
      width, height, tileSize, tileOverlap, minLevel: 0, maxLevel: levels - 1,
      getTileUrl: (level, column, row) => `${address}&at=${level}.${column}.${row}`,
    },
    width: 1,
    success: () => root.querySelector('[data-image]').classList.add('refined'),
  });
}

function place(word) {
  const [wide, high] = numbers(sheet.dataset.canvas);
  const [left, top, width, height] = numbers(word.dataset.box);
  const tall = osd.world.getItemAt(0).getBounds().height;
  return new OpenSeadragon.Rect(left / wide, top / high * tall, width / wide, height / high * tall);
}

function choose(word, bring) {
  if (current) current.classList.remove('chosen');
  current = word;
  if (!word) {
    osd.removeOverlay(mark);
    return;
  }
  word.classList.add('chosen');
  if (!osd.world.getItemAt(0)) return;
  const rect = place(word);
  osd.removeOverlay(mark);
  osd.addOverlay({ element: mark, location: rect, rotationMode: OpenSeadragon.OverlayRotationMode.EXACT });
  if (bring === 'image' && !osd.viewport.getBounds().containsPoint(rect.getCenter())) osd.viewport.panTo(rect.getCenter());
  if (bring === 'text') word.scrollIntoView({ block: 'nearest' });
}

// Scrolls the text alone, so that the image stays where it is.
function bringInto(box, word) {
  const [outer, inner] = [box.getBoundingClientRect(), word.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) box.scrollTop += inner.top - outer.top - outer.height / 3;
}

function pick(position) {
  const item = osd.world.getItemAt(0);
  if (!item || !sheet.dataset.canvas) return;
  const at = osd.viewport.pointFromPixel(position);
  const found = [...sheet.querySelectorAll('[data-word]')].find((word) => place(word).containsPoint(at));
  choose(found || null, 'text');
}

async function copy(button) {
  const words = sheet.querySelector('[data-words]');
  try {
    await navigator.clipboard.writeText(words.innerText.trim());
  } catch {
    getSelection().selectAllChildren(words);
    document.execCommand('copy');
  }
  say(button.dataset.copied);
}

const deeds = {
  nearer: () => osd.viewport.zoomBy(1.5),
  farther: () => osd.viewport.zoomBy(1 / 1.5),
  whole: () => osd.viewport.goHome(),
  turn: () => osd.viewport.setRotation(osd.viewport.getRotation() + 90),
  copy,
};

async function go(address, push, number) {
  shown = address;
  const answer = await fetch(address).catch(() => null);
  if (shown !== address) return;
  const fresh = answer?.ok && new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = fresh && fresh.querySelector('[data-sheet]');
  if (!next) {
    location.assign(address);
    return;
  }
  const key = document.activeElement?.dataset?.key;
  osd.destroy();
  sheet.replaceWith(document.adoptNode(next));
  const pages = fresh.querySelector('[data-pages]');
  const mine = pages.querySelector('[aria-current]').dataset.place;
  const old = root.querySelector('[data-pages]');
  if (!old.querySelector(`[data-place="${mine}"]`)) old.replaceWith(document.adoptNode(pages));
  else {
    old.querySelector('[aria-current]')?.removeAttribute('aria-current');
    old.querySelector(`[data-place="${mine}"]`).setAttribute('aria-current', 'page');
  }
  document.title = fresh.title;
  if (push) history.pushState(null, '', address);
  open();
  reveal();
  inside?.turned(number);
  if (key) sheet.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  say(document.title);
}

function reveal() {
  const pages = root.querySelector('[data-pages]');
  const link = pages.querySelector('[aria-current]');
  if (link) pages.scrollTop = link.offsetTop - pages.clientHeight / 2;
}

root.addEventListener('click', (event) => {
  const button = event.target.closest('[data-do]');
  if (button) deeds[button.dataset.do](button);
  const word = event.target.closest('[data-word]');
  if (word) choose(word, 'image');
  const link = event.target.closest('[data-turn], [data-place]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(inside ? inside.with(link.href) : link.href, true);
});
root.addEventListener('mouseover', (event) => {
  const word = event.target.closest('[data-word]');
  if (word && word !== current) choose(word);
});
root.addEventListener('keydown', (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || !event.target.matches('[data-words]')) return;
  event.preventDefault();
  const words = [...sheet.querySelectorAll('[data-word]')];
  const next = words[Math.min(Math.max(words.indexOf(current) + step, 0), words.length - 1)];
  choose(next, 'image');
  next.scrollIntoView({ block: 'nearest' });
  say(next.textContent);
});
window.addEventListener('popstate', () => { inside?.read(); go(location.href, false); });

// What the search inside the file asks of the viewer.
const inside = root.querySelector('[data-inside]') && new Inside(root.querySelector('[data-inside]'), {
  sheet: () => sheet,
  ready: () => Boolean(osd?.world.getItemAt(0)),
  choose: (word) => { choose(word, 'image'); bringInto(word.closest('.viewer-text'), word); },
  go: (address, number) => go(address, true, number),
  box: (word, element) => osd.addOverlay({
    element, location: place(word), rotationMode: OpenSeadragon.OverlayRotationMode.EXACT,
  }),
  unbox: (element) => osd.removeOverlay(element),
});
open();
reveal();
inside?.turned(1);
