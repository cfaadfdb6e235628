// The score: what both sides did, over stretched time, in one picture. Its cursor is the page's cursor.

import { html, svg } from './drawing.js';
import { Drawing, timeWaitLeft } from './score-draw.js';
import { horizontal, readableScale, vertical } from './score-layout.js';
import { Overview } from './score-overview.js';
import { ScoreHeads } from './score-heads.js';
import { listen } from './score-pointer.js';
import { Connections, Track, upTo } from './score-track.js';
import { Tracks } from './score-tracks.js';
import { speaker, tellItem } from './tell.js';
import { duration } from './units.js';
import { words } from './words-score.js';

const NARROW = 700, PAD = 36;

/** Under load the picture is drawn so often, in milliseconds: nobody reads more, and the hands stay quick. */
const BUSY_MS = 125;

/**
 * api: { items(), first() (the number of the first item), clock { toDisplay(ns)→s, fromDisplay(s)→ns, span }, cursor() and setCursor(index) among the items, connection(), choose(n),
 * setAll(on), openCard(name), openDiagram(side)?, invalidate() (asks for an update) }. Times for the clock are nanoseconds since the first item.
 */
export function create(root, api) {
  return new Score(root, api);
}

class Score {
  // Items are counted from the first that there ever was: #first is the oldest that is held, #seen the one that comes next.
  #scale = 0; #zoom = 1; #first = 0; #seen = 0; #begun; #list; #chosen; #cursor = -1; #drawnAt = 0; #details = false; #shown = '';
  #tracks; #connections; #width = 0;

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
    listen(this);
    new ResizeObserver(() => this.#resized()).observe(this.scroller);
    new ResizeObserver(([{ contentRect }]) => { this.#width = contentRect.width; }).observe(root);
    this.setLanguage(document.documentElement.lang);
  }

  /** Called in a frame, after whatever changed: items, cursor, connection. */
  update(ends, state) {
    this.state = state;
    // While there is a load the next update comes with the next frame.
    const now = performance.now(), isTooSoon = state.inbox?.isBusy && now - this.#drawnAt < BUSY_MS;
    if (state.moving && isTooSoon) return;
    this.#drawnAt = now;
    this.#draw();
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

  get track() { return this.#chosen > 0 ? this.#tracks.of(this.#chosen) : this.#tracks.all; }

  get isAll() { return this.#chosen === 0; }

  /** The time of the cursor; with the wall clock's progress while the newest event is looked at live. */
  time() { return this.#item(this.#cursor) ? this.state?.moment ?? this.#item(this.#cursor).event.time : 0; }

  #item(index) { return this.#list?.[index - this.#first]; }

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
    this.#drawnAt = 0;
    this.api.invalidate();
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
    const shown = [this.#chosen, this.track.version, view.from, view.size, Math.min(this.length - view.from, view.size), this.layout.across, this.box.width, this.#pixels(), this.#details, this.say.language(), this.scrolled.top, this.box.height, this.heads.countdown(view.time)].join();
    if (shown !== this.#shown) {
      this.#shown = shown;
      if (this.#chosen === 0) this.#drawAll(view);
      else { this.overview.clear(); this.drawing.draw(view); }
    }
    this.heads.update();
  }

  // A single connection is drawn whole even if none was chosen.
  #choice() {
    const wanted = this.api.connection(), list = this.connections;
    if (wanted && !this.state?.all && this.#connections.has(wanted)) return wanted;
    return list.length > 1 ? 0 : list[0]?.number ?? -1;
  }

  #take() {
    const items = this.api.items(), first = this.api.first();
    // Another recording begins anew.
    if (items !== this.#list || first + items.length < this.#seen) {
      this.#list = items;
      this.#shown = '';
      this.#begun = undefined;
      this.#seen = this.#first = first;
      this.#cursor = -1;
      this.#scale = 0;
      this.#tracks = new Tracks(index => this.#item(index));
      this.#connections = new Connections();
    }
    if (first > this.#first) {
      this.#first = first;
      this.#seen = Math.max(this.#seen, first);
      this.#tracks.forget(first, items[0].event.time);
      this.#shown = '';
    }
    this.#begun = items[0]?.event.time;
    for (; this.#seen < first + items.length; this.#seen++) {
      const item = this.#item(this.#seen);
      this.#connections.add(item);
      this.#tracks.add(item, this.#seen);
    }
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
    const width = this.#width ||= this.root.clientWidth, narrow = width < NARROW && this.#chosen !== 0;
    this.root.classList.toggle('is-vertical', narrow);
    this.root.classList.toggle('is-all', this.#chosen === 0);
    this.layout = narrow ? vertical(width) : horizontal(width > 1800);
    this.heads.lay(this.layout, this.#chosen === 0);
    for (const element of [this.handle, this.future]) for (const name of ['top', 'left', 'width', 'height']) element.style.removeProperty(name);
    this.box ??= { width: this.scroller.clientWidth, height: this.scroller.clientHeight };
    const sample = this.track.marks.slice(-4000).map(mark => this.api.clock.toDisplay(mark.time - this.#begun));
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

  #along(time) { return PAD + this.api.clock.toDisplay(time - (this.#begun ?? 0)) * this.#pixels(); }

  #timeAt(along) {
    const seconds = (along - PAD) / this.#pixels(), { clock } = this.api;
    if (seconds < 0) return this.#begun - 1;
    return seconds > clock.span ? Infinity : this.#begun + clock.fromDisplay(seconds);
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
      ...view, connections: this.connections, tracks: number => this.#tracks.of(number),
      top: this.scrolled.top, height: this.box.height || 400,
    });
  }

  #moveCursor() {
    const items = this.api.items(), place = Math.min(items.length - 1, Math.max(0, this.api.cursor())), index = this.#first + place;
    const along = this.#along(items[place].event.time);
    const [edge, size] = this.layout.vertical ? ['top', 'height'] : ['left', 'width'];
    this.#set(this.handle.style, edge, along + 'px');
    this.#set(this.future.style, edge, along + 'px');
    this.#set(this.future.style, size, Math.max(0, this.length - along) + 'px');
    if (index === this.#cursor) return;
    this.#cursor = index;
    const { event, say } = items[place];
    this.handle.setAttribute('aria-valuemax', items.length - 1);
    this.handle.setAttribute('aria-valuenow', place);
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
    const cursor = this.#first + this.api.cursor();
    let place = marks.findLastIndex(mark => mark.index <= cursor);
    if (event.key === 'Home') place = 0;
    else if (event.key === 'End') place = marks.length - 1;
    else if (steps[event.key]) place = Math.min(marks.length - 1, Math.max(0, place + steps[event.key]));
    else return;
    event.preventDefault();
    this.#goTo(marks[place]);
  }

  #goTo(mark) {
    this.api.setCursor(mark.index - this.#first);
    this.#later();
  }

  /** The event nearest to a place along; and whether it is so near that it is meant. */
  nearest(along) {
    const { marks } = this.track, time = this.#timeAt(along);
    if (!marks.length) return { mark: null, isNear: false };
    const before = upTo(marks, time), far = mark => mark ? Math.abs(this.#along(mark.time) - along) : Infinity;
    const mark = far(marks[before]) <= far(marks[before + 1]) ? marks[before] : marks[before + 1];
    return { mark, isNear: far(mark) < 14 };
  }

  toNearest(along) {
    const { mark } = this.nearest(along);
    if (mark && mark.index !== this.#cursor) this.#goTo(mark);
  }

  /** Chooses the connection whose row is at a height of the picture of all. */
  chooseAt(height) {
    const number = this.overview.connectionAt(this.connections, height);
    if (number) this.api.choose(number);
    this.#later();
  }

  /** What is at a place along, in lines: the events that are meant, then both sides' buffers. */
  linesAt(along) {
    const lines = this.heads.valuesAt(this.#timeAt(along)), { mark, isNear } = this.nearest(along);
    if (!isNear) return lines;
    const { marks } = this.track;
    for (let i = upTo(marks, mark.time), most = 3; i >= 0 && marks[i].time === mark.time && most--; i--) lines.unshift(tellItem(this.#item(marks[i].index).event, this.say));
    return lines;
  }

  openState(state) {
    if (this.api.openDiagram) this.api.openDiagram();
    else this.api.openCard(state);
  }
}
