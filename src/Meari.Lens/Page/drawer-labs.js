// The chapter's exercises and experiments. The question and the reader's prediction come first, then the run, then what was seen.

import { html } from './drawing.js';
import { ask } from './ask.js';
import { duration } from './units.js';

export function createLabs(root, api, say) {
  let labs = null, lab = null, guess = null, result = null, running = false, failed = null;

  async function opened() {
    if (labs) return;
    try { labs = await ask(say, '/api/labs'); failed = null; } catch (error) { failed = ['noLabs', error.message]; }
    draw();
  }

  function draw() {
    root.replaceChildren(...(failed && !labs ? [html('p', { class: 'drawer-note', text: say(failed[0]) })] : !labs ? [html('p', { class: 'drawer-note', text: say('reading') })] : lab ? one() : list()));
  }

  function list() {
    return [html('h3', { class: 'drawer-title', text: say('chooseLab') }), html('div', { class: 'lab-list' }, ...labs.map(each => html('button', {
      type: 'button', class: 'lab-item', onclick: () => { lab = each; guess = result = failed = null; draw(); root.querySelector('.lab-back')?.focus(); },
    }, html('span', { class: 'lab-name', text: each.name }), html('span', { class: 'lab-title', text: say.pick(each.title) }), html('span', { class: 'lab-slides', text: say.pick(each.slides) }))))];
  }

  function one() {
    const predictions = lab.predictions ?? [];
    return [
      html('button', { type: 'button', class: 'drawer-action lab-back', text: '← ' + say('toList'), onclick: () => { lab = null; draw(); } }),
      html('h3', { class: 'lab-heading' }, html('span', { class: 'lab-name', text: lab.name }), html('span', { text: say.pick(lab.title) })),
      html('p', { class: 'lab-question', text: say.pick(lab.question) }),
      html('fieldset', { class: 'lab-predictions', disabled: running || !!result }, html('legend', { text: say('predict') }), ...predictions.map((text, i) => prediction(text, i))),
      html('div', { class: 'drawer-tools' },
        html('button', { type: 'button', class: 'drawer-action lab-run', text: say(running ? 'running' : result ? 'again' : 'run'), disabled: running || predictions.length > 0 && guess === null, onclick: run }),
        failed ? html('span', { class: 'drawer-note', role: 'status', text: `${say(failed[0])} ${failed[1]}` }) : null),
      ...result ? outcome() : [],
    ];
  }

  function prediction(text, i) {
    const right = result?.answer === i, chosen = guess === i;
    const box = html('input', { type: 'radio', name: 'lab-prediction', value: i, onchange: () => { guess = i; root.querySelector('.lab-run').disabled = false; } });
    box.checked = chosen;
    return html('label', { class: 'lab-prediction' + (result && right ? ' right' : '') }, box, html('span', { text: say.pick(text) }),
      result && right ? html('span', { class: 'lab-mark', text: '✓ ' + say(chosen ? 'right' : 'wrong') }) : result && chosen ? html('span', { class: 'lab-mark', text: say('yours') }) : null);
  }

  async function run() {
    running = true;
    failed = result = null;
    draw();
    const asked = lab;
    try {
      const answer = await ask(say, '/api/labs/' + encodeURIComponent(asked.name), {
        method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Meari-Page': api.pageToken?.() ?? '' }, body: '{}',
      });
      if (lab === asked) result = answer;
      if (answer.items?.length) api.load(answer.items, asked.name);
    } catch (error) {
      failed = ['labFailed', error.message];
    }
    running = false;
    draw();
  }

  function outcome() {
    const word = result.outcome === 'passed' || result.outcome === 'failed' || result.outcome === 'skipped' ? result.outcome : null;
    const first = result.entries?.[0]?.time ?? 0;
    return [
      html('p', { class: 'lab-because', role: 'status' }, html('b', { text: word ? say(word) : result.outcome ?? '' }), html('span', { text: [reasonOf(result.reason), say.pick(result.because)].filter(Boolean).join(' ') })),
      html('h4', { class: 'drawer-title', text: say('story') }),
      html('ol', { class: 'lab-entries' }, ...(result.entries ?? []).map(entry => html('li', { class: `lab-entry ${entry.kind}` },
        html('span', { class: 'lab-time', text: typeof entry.time === 'number' ? duration(entry.time - first) : '' }),
        html('span', { class: 'lab-kind', text: entry.kind === 'check' ? (entry.outcome === 'failed' ? '✗ ' : '✓ ') + say('check') : say(entry.kind) ?? '' }),
        html('span', { class: 'lab-text' }, html('span', { text: say.pick(entry.text) }),
          entry.value !== undefined && entry.value !== null ? html('code', { text: String(entry.value) }) : null,
          entry.seen ? html('span', { class: 'lab-seen', text: `${say('seen')}: ${say.pick(entry.seen)}` }) : null)))),
    ];
  }

  const reasonOf = reason => typeof reason === 'string' ? reason : say.pick(reason);

  draw();
  return { opened, setLanguage: draw };
}
