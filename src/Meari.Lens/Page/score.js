// The score: what both sides did, over stretched time, in one picture. Its cursor is the page's cursor.

import { html, svg } from './drawing.js';
import { Drawing, timeWaitLeft } from './score-draw.js';
import { horizontal, readableScale, vertical } from './score-layout.js';
import { Overview } from './score-overview.js';
import { ScoreHeads } from './score-heads.js';
import { Connections, Track, upTo } from './score-track.js';
import { speaker, tellItem } from './tell.js';
import { duration } from './units.js';
import { words } from './words-score.js';

const NARROW = 700, PAD = 36;

/**
 * api: { items(), clock { toDisplay(ns)→s, fromDisplay(s)→ns, span }, cursor(), setCursor(index), connection(), chooseConnection(n), openCard(name),
 * openDiagram(side)? }. Times for the clock are nanoseconds since the first item.
 */
export function create(root, api) {
  return new Score(root, api);
}

class Score {
  #scale = 0; #zoom = 1; #seen = 0; #first; #list; #chosen; #cursor = -1; #frame = 0; #details = false; #shown = '';
  #tracks = new Map(); #connections = new Connections(); #arrived = 0;

  scrolled = { left: 0, top: 0 };

  constructor(root, api) {
    this.root = root;
    this.api = api;
    this.say = speaker(words);
    this.svg = svg('svg', { class: 'score-picture', 'aria-hidden': 'true' });
    this.drawing = new Drawing(this.svg);
    this.overview = new Overview(this.svg);
    this.future = html('div', { class: 'score-future' });
    this.handle = html('div', { class: 'score-cursor', role: 'slider', tabindex: 0, 'aria-valuemin': 0, onkeydown: event => this.#key(event) });
    this.paper = html('div', { class: 'score-paper' }, this.svg, this.future, this.handle);
    this.scroller = html('div', { class: 'score-scroller', onscroll: () => this.#scrolledTo() }, this.paper);
    this.readout = html('div', { class: 'score-readout', hidden: true });
    this.empty = html('p', { class: 'score-empty' });
    this.heads = new ScoreHeads(this, words);
    root.classList.add('score');
    root.setAttribute('role', 'region');
    root.append(this.heads.bar, html('div', { class: 'score-body' }, this.heads.column, this.scroller, this.empty), this.readout);
    this.#listen();
    new ResizeObserver(() => this.#resized()).observe(this.scroller);
    setInterval(() => { if (this.state?.live) this.#later(); }, 1000);
    this.setLanguage(document.documentElement.lang);
  }

  /** Called after whatever changed: items, cursor, connection. Draws in the next frame. */
  update(...given) {
    // Parts of the page are given both ends and then the page's state; the score needs the state alone.
    this.state = given.at(-1);
    this.#later();
  }

  setLanguage(language) {
    this.say.in(language);
    this.root.setAttribute('aria-label', this.say('score'));
    this.handle.setAttribute('aria-label', this.say('cursor'));
    this.empty.textContent = this.say('empty');
    this.heads.setLanguage();
    this.#later();
  }

  get details() { return this.#details; }

  set details(on) { this.#details = on; this.#later(); }

  get connections() { return this.#connections.list; }

  get track() { return this.#track(this.#chosen); }

  /** The time of the cursor; with the wall clock's progress while the newest event is looked at live. */
  time() {
    const item = this.api.items()[this.#cursor];
    if (!item) return 0;
    return item.event.time + (this.state?.live && this.#cursor === this.api.items().length - 1 ? (performance.now() - this.#arrived) * 1e6 : 0);
  }

  zoom(factor) {
    const { items, clock } = this.api;
    const anchor = this.#along(this.time() || items()[0]?.event.time || 0) - this.#scroll();
    const whole = (this.#size() - PAD * 2) / Math.max(1e-9, clock.span * this.#scale);
    this.#zoom = factor === 0 ? whole : Math.min(64, Math.max(whole, this.#zoom * factor));
    this.#measure();
    this.#scrollTo(this.#along(this.time()) - (anchor > 0 && anchor < this.#size() ? anchor : this.#size() / 2));
    this.#later();
  }

  // One frame for whatever has happened since the last.
  #later() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const begun = performance.now();
      this.#draw();
      this.spent = performance.now() - begun;
      this.onframe?.(this.spent);
    });
  }

  #draw() {
    this.#take();
    const items = this.api.items();
    this.empty.hidden = items.length > 0;
    this.scroller.hidden = !items.length;
    if (!items.length) return;
    const chosen = this.#choice();
    if (chosen !== this.#chosen) { this.#chosen = chosen; this.#scale = 0; }
    if (!this.#scale) this.#lay();
    this.#measure();
    this.#moveCursor();
    const view = this.#view();
    // A cursor that moves changes no mark; only what is new, or elsewhere, is drawn.
    const shown = [this.#chosen, this.#seen, view.from, view.size, this.length, this.layout.across, this.box.width, this.#pixels(), this.#details, this.say.language(), this.scrolled.top, this.box.height, this.heads.countdown(view.time)].join();
    if (shown !== this.#shown) {
      this.#shown = shown;
      if (this.#chosen === 0) this.#drawAll(view);
      else { this.overview.clear(); this.drawing.draw(view); }
    }
    this.heads.update();
  }

  // A single connection is drawn whole even if none was chosen.
  #choice() {
    const wanted = this.api.connection();
    const list = this.connections;
    if (wanted && list.some(each => each.number === wanted)) return wanted;
    return list.length > 1 ? 0 : list[0]?.number ?? -1;
  }

  #take() {
    const items = this.api.items();
    // Another recording, or the oldest were let go: begin anew.
    if (items !== this.#list || items[0] !== this.#first || items.length < this.#seen) {
      this.#list = items;
      this.#shown = '';
      this.#first = items[0];
      this.#seen = 0;
      this.#cursor = -1;
      this.#scale = 0;
      this.#tracks.clear();
      this.#connections = new Connections();
    }
    if (this.#seen < items.length) this.#arrived = performance.now();
    for (; this.#seen < items.length; this.#seen++) {
      this.#connections.add(items[this.#seen]);
      for (const track of this.#tracks.values()) track.add(items[this.#seen], this.#seen);
    }
  }

  #track(number) {
    let track = this.#tracks.get(number);
    if (!track) {
      track = new Track(number > 0 ? number : null);
      for (let i = 0; i < this.#seen; i++) track.add(this.#list[i], i);
      // So many are kept at once; a page that looked at thousands does not grow.
      if (this.#tracks.size >= 64) this.#tracks.delete(this.#tracks.keys().next().value);
      this.#tracks.set(number, track);
    }
    return track;
  }

  // Sizes and the place of the scroller are read when they change, for reading them between writing costs a layout.
  #resized() {
    const { clientWidth: width, clientHeight: height } = this.scroller;
    if (width === this.box?.width && height === this.box.height) return;
    const narrower = this.box?.width !== width || this.layout?.vertical;
    this.box = { width, height };
    if (narrower) this.#scale = 0;
    this.#later();
  }

  #lay() {
    const width = this.root.clientWidth, narrow = width < NARROW && this.#chosen !== 0;
    this.root.classList.toggle('is-vertical', narrow);
    this.root.classList.toggle('is-all', this.#chosen === 0);
    this.layout = narrow ? vertical(width) : horizontal(width > 1800);
    this.heads.lay(this.layout, this.#chosen === 0);
    for (const element of [this.handle, this.future]) for (const name of ['top', 'left', 'width', 'height']) element.style.removeProperty(name);
    this.box = { width: this.scroller.clientWidth, height: this.scroller.clientHeight };
    const marks = this.#chosen === 0 ? this.#track(0).marks : this.track.marks;
    const sample = marks.slice(-4000).map(mark => this.api.clock.toDisplay(mark.time - this.#first.event.time));
    this.#scale = readableScale(sample, this.#size() - PAD * 2, this.api.clock.span, this.#chosen === 0 ? 3 : narrow ? 17 : 26);
    this.#zoom = 1;
  }

  // How long the paper is; the clock may have grown since.
  #measure() {
    const { style } = this.paper, length = Math.max(this.#size(), this.api.clock.span * this.#pixels() + PAD * 2);
    this.length = length;
    if (this.layout.vertical) {
      this.#set(style, 'width', this.layout.across + 'px');
      this.#set(style, 'height', length + 'px');
      this.#attribute('width', this.layout.across);
      this.#attribute('height', this.box.height);
      return;
    }
    const height = this.#chosen === 0 ? this.overview.heightOf(this.connections) : this.layout.across;
    this.#set(style, 'width', length + 'px');
    this.#set(style, 'height', height + 'px');
    this.#attribute('width', this.box.width);
    this.#attribute('height', this.#chosen === 0 ? Math.min(height, this.box.height || height) : height);
  }

  #set(style, name, value) { if (style.getPropertyValue(name) !== value) style.setProperty(name, value); }

  #attribute(name, value) { if (this.svg.getAttribute(name) !== String(value)) this.svg.setAttribute(name, value); }

  #scrolledTo() {
    const { scrollLeft: left, scrollTop: top } = this.scroller;
    if (left === this.scrolled.left && top === this.scrolled.top) return;
    this.scrolled = { left, top };
    this.#later();
  }

  #pixels() { return this.#scale * this.#zoom; }

  #size() { return (this.layout?.vertical ? this.box?.height : this.box?.width) || 600; }

  #scroll() { return this.layout.vertical ? this.scrolled.top : this.scrolled.left; }

  #scrollTo(along) {
    const place = Math.max(0, Math.min(along, this.length - this.#size()));
    this.scrolled[this.layout.vertical ? 'top' : 'left'] = place;
    this.scroller[this.layout.vertical ? 'scrollTop' : 'scrollLeft'] = place;
  }

  #along(time) { return PAD + this.api.clock.toDisplay(time - (this.#first?.event.time ?? 0)) * this.#pixels(); }

  #timeAt(along) {
    const seconds = (along - PAD) / this.#pixels(), { clock } = this.api;
    if (seconds < 0) return this.#first.event.time - 1;
    return seconds > clock.span ? Infinity : this.#first.event.time + clock.fromDisplay(seconds);
  }

  #view() {
    const time = this.time();
    return {
      track: this.track, layout: this.layout, from: this.#scroll(), size: this.#size(), end: this.length, details: this.#details, say: this.say,
      at: moment => this.#along(moment), timeAt: along => this.#timeAt(along),
      time, timeWait: span => timeWaitLeft(span, time),
    };
  }

  #drawAll(view) {
    const none = new Track(-1);
    this.drawing.draw({ ...view, track: none, layout: { ...this.layout, lanes: horizontal(false).lanes, across: 0 }, size: 0 });
    this.overview.draw({
      ...view, connections: this.connections, tracks: number => this.#track(number),
      top: this.scrolled.top, height: this.box.height || 400,
    });
  }

  #moveCursor() {
    const items = this.api.items(), index = Math.min(items.length - 1, Math.max(0, this.api.cursor()));
    const along = this.#along(items[index].event.time);
    const [edge, size] = this.layout.vertical ? ['top', 'height'] : ['left', 'width'];
    this.#set(this.handle.style, edge, along + 'px');
    this.#set(this.future.style, edge, along + 'px');
    this.#set(this.future.style, size, Math.max(0, this.length - along) + 'px');
    if (index === this.#cursor) return;
    this.#cursor = index;
    const { event, say } = items[index];
    this.handle.setAttribute('aria-valuemax', items.length - 1);
    this.handle.setAttribute('aria-valuenow', index);
    this.handle.setAttribute('aria-orientation', this.layout.vertical ? 'vertical' : 'horizontal');
    this.handle.setAttribute('aria-valuetext', `${duration(event.time - items[0].event.time)}: ${this.say.pick(say) || tellItem(event, this.say)}`);
    const seen = along - this.#scroll(), view = this.#size();
    if (!this.dragging && (seen < view * 0.08 || seen > view * 0.9)) this.#scrollTo(along - view * (seen < 0 ? 0.3 : 0.6));
  }

  // Keys go through this connection's events, each once.
  #key(event) {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    const { marks } = this.track;
    if (!marks.length) return;
    const cursor = this.api.cursor();
    let place = marks.findLastIndex(mark => mark.index <= cursor);
    if (event.key === 'Home') place = 0;
    else if (event.key === 'End') place = marks.length - 1;
    else if (steps[event.key]) place = Math.min(marks.length - 1, Math.max(0, place + steps[event.key]));
    else return;
    event.preventDefault();
    this.api.setCursor(marks[place].index);
    this.#later();
  }

  #listen() {
    const place = event => {
      const box = this.paper.getBoundingClientRect();
      return this.layout.vertical ? event.clientY - box.top : event.clientX - box.left;
    };
    this.paper.addEventListener('pointerdown', event => {
      if (event.button !== 0 || event.pointerType === 'touch' && event.target !== this.handle) return;
      event.preventDefault();
      this.handle.focus({ preventScroll: true });
      this.dragging = true;
      this.paper.setPointerCapture(event.pointerId);
      this.#toNearest(place(event));
    });
    this.paper.addEventListener('pointermove', event => {
      if (this.dragging) this.#toNearest(place(event));
      else if (event.pointerType === 'mouse') this.#hover(event, place(event));
    });
    for (const name of ['pointerup', 'pointercancel']) this.paper.addEventListener(name, () => { this.dragging = false; });
    this.paper.addEventListener('pointerleave', () => { this.readout.hidden = true; });
    this.paper.addEventListener('click', event => this.#click(event, place(event)));
    this.scroller.addEventListener('wheel', event => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.25 : 0.8);
    }, { passive: false });
  }

  #nearest(along) {
    const { marks } = this.track, time = this.#timeAt(along);
    if (!marks.length) return null;
    const before = upTo(marks, time), far = mark => mark ? Math.abs(this.#along(mark.time) - along) : Infinity;
    return far(marks[before]) <= far(marks[before + 1]) ? marks[before] : marks[before + 1];
  }

  #toNearest(along) {
    const mark = this.#nearest(along);
    if (mark && mark.index !== this.#cursor) { this.api.setCursor(mark.index); this.#later(); }
  }

  #click(event, along) {
    // The pointer is captured by the paper, so what lies under it has to be asked for.
    const under = document.elementsFromPoint(event.clientX, event.clientY).find(each => each.dataset && (each.dataset.card || each.dataset.state))?.dataset;
    if (this.#chosen === 0) {
      const number = this.overview.connectionAt(this.connections, event.clientY - this.svg.getBoundingClientRect().top + this.scroller.scrollTop);
      if (number) this.api.chooseConnection(number);
      this.#later();
    } else if (under?.state) this.openState(under.state);
    else if (under?.card) this.api.openCard(under.card);
    else if (event.pointerType === 'touch') this.#toNearest(along);
  }

  openState(state) {
    if (this.api.openDiagram) this.api.openDiagram();
    else this.api.openCard(state);
  }

  #hover(event, along) {
    const mark = this.#nearest(along);
    const near = mark && Math.abs(this.#along(mark.time) - along) < 14;
    const lines = this.heads.valuesAt(this.#timeAt(along));
    if (near) {
      const { time } = mark, { marks } = this.track;
      for (let i = upTo(marks, time), most = 3; i >= 0 && marks[i].time === time && most--; i--) lines.unshift(tellItem(this.#list[marks[i].index].event, this.say));
    }
    this.readout.hidden = !lines.length;
    this.readout.replaceChildren(...lines.map(text => html('div', { text })));
    const box = this.root.getBoundingClientRect(), width = this.readout.offsetWidth;
    this.readout.style.setProperty('left', Math.max(4, Math.min(event.clientX - box.left + 14, box.width - width - 8)) + 'px');
    this.readout.style.setProperty('top', event.clientY - box.top + 18 + 'px');
  }
}

