// The tree by keyboard, after the ARIA pattern: arrows walk, right opens, left closes, Home and End jump, Enter follows.
import htmx from 'htmx.org';

const items = (tree) => [...tree.querySelectorAll('[role=treeitem]')]
  .filter((item) => !item.parentElement.closest('[role=treeitem][aria-expanded=false]'));

function focus(tree, item) {
  if (!item) return;
  for (const other of tree.querySelectorAll('[role=treeitem][tabindex="0"]')) other.tabIndex = -1;
  item.tabIndex = 0;
  item.focus();
}

function setOpen(item, open) {
  const branch = item.querySelector(':scope > ul');
  if (!branch) return;
  item.setAttribute('aria-expanded', String(open));
  branch.hidden = !open;
  if (open && !branch.childElementCount && branch.dataset.source) {
    htmx.ajax('GET', branch.dataset.source, { target: branch, swap: 'innerHTML' });
  }
}

function onKey(event) {
  const item = event.target.closest('[role=treeitem]');
  const tree = event.target.closest('[role=tree]');
  if (!item || !tree || event.target !== item) return;
  const all = items(tree);
  const at = all.indexOf(item);
  const open = item.getAttribute('aria-expanded');
  const moves = {
    ArrowDown: () => focus(tree, all[at + 1]),
    ArrowUp: () => focus(tree, all[at - 1]),
    Home: () => focus(tree, all[0]),
    End: () => focus(tree, all[all.length - 1]),
    ArrowRight: () => (open === 'false' ? setOpen(item, true) : open === 'true' && focus(tree, all[at + 1])),
    ArrowLeft: () => (open === 'true' ? setOpen(item, false) : focus(tree, item.parentElement.closest('[role=treeitem]'))),
    Enter: () => item.querySelector('.tree-row a.title, .tree-row button')?.click(),
    ' ': () => open && setOpen(item, open === 'false'),
  };
  if (!moves[event.key]) return;
  event.preventDefault();
  event.stopPropagation();
  moves[event.key]();
}

export function watchTrees() {
  document.addEventListener('keydown', onKey, true);
  document.addEventListener('click', (event) => {
    const toggle = event.target.closest('.tree-toggle');
    if (!toggle) return;
    event.preventDefault();
    const item = toggle.closest('[role=treeitem]');
    setOpen(item, item.getAttribute('aria-expanded') !== 'true');
  });
}
