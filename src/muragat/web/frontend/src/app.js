// What a page can do beyond plain HTML: partial updates, menus, selection, keys, the tree, the search and announcements.
import htmx from 'htmx.org';
import { watchMenus } from './menus.js';
import { watchSelection } from './selection.js';
import { watchKeys } from './keys.js';
import { watchTrees } from './tree.js';
import { watchForms } from './forms.js';
import { watchAnnouncements } from './announcements.js';
import { watchSearchBox } from './searchbox.js';
import { watchHistograms } from './histogram.js';

document.documentElement.classList.add('js');
window.htmx = htmx;
watchMenus();
watchSelection();
watchKeys();
watchTrees();
watchForms();
watchAnnouncements();
watchSearchBox();
watchHistograms();
