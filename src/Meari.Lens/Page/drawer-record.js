// Record and replay: a recording is opened in the page itself; what the page saw is downloaded.

import { html } from './drawing.js';
import { readRecording } from './recording.js';
import { count } from './units.js';

const LARGEST = 256 << 20;

export function createRecord(root, api, say) {
  const file = html('input', { type: 'file', accept: '.jsonl,application/jsonl,text/plain', class: 'unseen', id: 'recording-file', onchange: () => open(file.files[0]) });
  const label = html('label', { for: 'recording-file', class: 'drawer-action' });
  const hint = html('p', { class: 'drawer-note' }), status = html('p', { class: 'drawer-status', role: 'status' });
  const title = html('h3', { class: 'drawer-title' });
  const links = [['jsonl', '/api/export.jsonl'], ['pcapng', '/api/export.pcapng'], ['page', '/api/export.html']].map(([word, path]) => ({ word, link: html('a', { class: 'drawer-link', href: path, download: path.slice(5).replace('export', 'meari') }) }));
  const saving = html('div', { class: 'record-part', hidden: !!api.offline }, title, ...links.map(each => each.link));
  root.append(html('div', { class: 'record-part' }, file, label, hint, status), saving);
  let told = null;

  async function open(chosen) {
    if (!chosen) return;
    file.value = '';
    if (chosen.size > LARGEST) return tell(['tooLarge']);
    const { items, problem } = readRecording(await chosen.text());
    if (items.length) api.load(items, chosen.name);
    tell(items.length ? ['opened', chosen.name, count(items.length)] : problem, items.length ? problem : null);
  }

  function tell(...sentences) {
    told = sentences.filter(Boolean);
    status.textContent = told.map(([word, ...values]) => say(word, ...values)).join(' ');
  }

  function setLanguage() {
    label.textContent = say('openFile');
    hint.textContent = say('openHint');
    title.textContent = say('download');
    for (const { word, link } of links) link.textContent = say(word);
    if (told) tell(...told);
  }

  setLanguage();
  return { setLanguage };
}
