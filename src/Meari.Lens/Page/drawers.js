// The drawers below the score: closed until asked for, one open at a time. What is in one is made when it is first opened.

import { html } from './drawing.js';
import { createGraphs } from './drawer-graphs.js';
import { createLabs } from './drawer-labs.js';
import { createRecord } from './drawer-record.js';
import { createTable } from './drawer-table.js';
import { speaker } from './tell.js';
import { words } from './words-drawers.js';

const kinds = { table: createTable, graphs: createGraphs, labs: createLabs, record: createRecord };

/**
 * api: as the score's, and { load(items, name), pageToken(), offline? }. With `offline` there is no server: what needs one is not offered.
 * Returns { open(name), update(state), setLanguage(language) }.
 */
export function create(root, api) {
  const say = speaker(words);
  const offered = Object.keys(kinds).filter(name => !api.offline || name === 'graphs' || name === 'record');
  const made = new Map();
  let opened = null;
  const buttons = new Map(offered.map(name => [name, html('button', {
    type: 'button', class: 'drawer-button', 'aria-expanded': 'false', 'aria-controls': 'drawer-' + name, onclick: () => open(opened === name ? null : name),
  })]));
  const bar = html('div', { class: 'drawer-bar', role: 'group' }, ...buttons.values());
  const panels = new Map(offered.map(name => [name, html('section', { class: 'drawer drawer-' + name, id: 'drawer-' + name, hidden: true })]));
  root.classList.add('drawers');
  root.append(bar, ...panels.values());

  function open(name) {
    if (opened) made.get(opened)?.closed?.();
    opened = offered.includes(name) ? name : null;
    for (const [each, button] of buttons) {
      button.setAttribute('aria-expanded', each === opened);
      panels.get(each).hidden = each !== opened;
    }
    if (!opened) return undefined;
    if (!made.has(opened)) made.set(opened, kinds[opened](panels.get(opened), api, say));
    return made.get(opened).opened?.();
  }

  function setLanguage(language) {
    say.in(language);
    bar.setAttribute('aria-label', say('drawers'));
    for (const [name, button] of buttons) button.textContent = say(name);
    for (const [name, panel] of panels) panel.setAttribute('aria-label', say(name));
    for (const drawer of made.values()) drawer.setLanguage?.();
  }

  setLanguage(document.documentElement.lang);
  return { open, setLanguage, update(state) { if (opened) made.get(opened).update?.(state); } };
}
