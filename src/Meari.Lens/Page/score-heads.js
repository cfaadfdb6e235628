// Beside the score: the lanes' names, and what each of them is at the cursor; above it the handles. All are real buttons.

import { html } from './drawing.js';
import { timeWaitLeft } from './score-draw.js';
import { stateClass } from './states.js';
import { tellCall, tellQueue } from './tell.js';
import { bytes } from './units.js';

export class ScoreHeads {
  #rows = new Map();

  constructor(score) {
    this.score = score;
    const button = (name, text, act) => html('button', { type: 'button', class: 'score-button', text, onclick: act, 'data-word': name });
    this.details = button('details', '', () => {
      score.details = !score.details;
      this.details.setAttribute('aria-pressed', score.details);
    });
    this.details.setAttribute('aria-pressed', false);
    this.whole = button('all', '', () => score.api.setAll(!score.state.all));
    this.icons = [button('zoomOut', '−', () => score.zoom(0.67)), button('zoomIn', '+', () => score.zoom(1.5))];
    this.fit = button('fit', '', () => score.zoom(0));
    this.key = html('span', { class: 'score-key' });
    this.bar = html('div', { class: 'score-bar' }, this.whole, this.key, html('span', { class: 'score-gap' }), this.details, ...this.icons, this.fit);
    this.column = html('div', { class: 'score-heads' });
  }

  setLanguage() {
    const { say } = this.score;
    for (const each of [this.details, this.fit, this.whole]) each.textContent = say(each.dataset.word);
    for (const each of this.icons) { each.setAttribute('aria-label', say(each.dataset.word)); each.title = say(each.dataset.word); }
    this.key.textContent = say('logScale');
    if (this.layout) this.lay(this.layout, this.all);
  }

  /** Builds the names anew for another layout or language. */
  lay(layout, all) {
    this.layout = layout;
    this.all = all;
    this.#rows.clear();
    const rows = layout.vertical ? ['client', 'server'].flatMap(side => ['state', 'calls', 'send', 'receive'].map(name => [`${side}.${name}`])) : layout.rows;
    const built = all ? [] : rows.map(([name, size]) => this.#row(name, size));
    if (layout.vertical) this.column.replaceChildren(this.#half('client', built.slice(0, 4)), this.#half('server', built.slice(4)));
    else this.column.replaceChildren(...built);
  }

  #half(side, rows) {
    return html('div', { class: 'score-half ' + side }, html('div', { class: 'score-side', text: this.score.say(side) }), ...rows);
  }

  #row(name, size) {
    const { say } = this.score, [side, lane] = name.includes('.') ? name.split('.') : [null, name];
    const value = lane === 'calls' || lane === 'state' ? html('button', { type: 'button', class: 'score-value', onclick: () => this.#open(side, lane) }) : html('span', { class: 'score-value' });
    const title = lane === 'ruler' ? '' : lane === 'segments' ? say('segments') : lane === 'calls' && !this.layout.vertical ? say(side) : say(lane);
    const row = html('div', { class: `score-head ${lane}` }, html('span', { class: 'score-title', text: title }), value);
    if (size) row.style.setProperty('height', size + 'px');
    if (side) this.#rows.set(name, value);
    return row;
  }

  #open(side, lane) {
    const now = this.score.track.at(side, this.score.time());
    if (lane === 'state' && now.state?.state) this.score.openState(now.state.state);
    if (lane === 'calls' && now.call) this.score.api.openCard(now.call.event.name);
  }

  update() {
    const { score } = this, pressed = String(score.isAll);
    this.whole.hidden = score.connections.length < 2;
    this.key.hidden = this.all;
    if (this.whole.getAttribute('aria-pressed') !== pressed) this.whole.setAttribute('aria-pressed', pressed);
    this.tick();
  }

  /** What the pills in the picture count down, so that they are drawn anew when it changes. */
  countdown(time) {
    return ['client', 'server'].map(side => timeWaitLeft(this.score.track.at(side, time).state, time)).join();
  }

  /** What depends on the time alone: TIME_WAIT counts down. */
  tick() {
    if (!this.#rows.size || this.all) return;
    const { score } = this, { say } = score, time = score.time();
    for (const side of ['client', 'server']) {
      const { state, queue, call } = score.track.at(side, time);
      const row = name => this.#rows.get(`${side}.${name}`);
      const left = timeWaitLeft(state, time);
      this.#say(row('state'), state?.state ? state.state + (left ? ` ${left}` : '') : '—', `score-value pill-button ${stateClass(state?.state)}${state?.inferred ? ' inferred' : ''}`);
      this.#say(row('calls'), call ? tellCall(call.event, call.returned === call.event || call.end !== null && call.end <= time ? call.returned : null, true) : '—');
      this.#say(row('send'), queue?.send == null ? '—' : bytes(queue.send));
      this.#say(row('receive'), queue?.receive == null ? '—' : bytes(queue.receive));
    }
  }

  #say(element, text, name) {
    if (element.textContent !== text) element.textContent = text;
    if (name && element.className !== name) element.className = name;
  }

  /** Both sides' queues at a time, in words. */
  valuesAt(time) {
    const { score } = this, { say } = score;
    if (this.all || !Number.isFinite(time)) return [];
    return ['client', 'server'].map(side => {
      const { queue } = score.track.at(side, time);
      return queue ? `${say(side)}: ${tellQueue(queue.send, queue.flight, queue.receive, say)}` : '';
    }).filter(Boolean);
  }
}
