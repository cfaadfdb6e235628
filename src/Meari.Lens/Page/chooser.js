// Which connection is looked at: one entry for each, to choose and to search. Of ten thousand only those in sight are in the document.
import { element, setAttribute, setText } from "./dom.js";
import { t } from "./words.js";

const WIDTH = 92;
const AROUND = 4;
const SEARCH_FROM = 12;

const upper = state => state === "unknown" ? "—" : state.toUpperCase();

/** PURE: a number (#12 is that connection alone), or part of an address. */
export function matches({ number, client, server }, wanted) {
  if (wanted.startsWith("#")) return String(number) === wanted.slice(1);
  return String(number) === wanted || [client.local, client.remote, server.local, server.remote].some(address => address?.includes(wanted));
}

export class Chooser {
  // Where the list is scrolled to and how wide it is are read when they change: reading them between writing would cost a layout each frame.
  #pool = []; #shown = []; #chosen = null; #key = ""; #left = 0; #wide = 600;

  constructor(api) {
    this.api = api;
    this.search = element("input", { type: "search", class: "chooser-search", autocomplete: "off", spellcheck: "false", oninput: () => { this.scroller.scrollLeft = 0; api.invalidate(); }, onkeydown: event => this.#searched(event) });
    this.none = element("span", { class: "note" });
    this.list = element("div", { class: "chooser-list" });
    this.scroller = element("div", { class: "chooser-scroller", role: "listbox", tabindex: "0", "aria-orientation": "horizontal", onscroll: () => { this.#left = this.scroller.scrollLeft; this.#draw(); }, onkeydown: event => this.#moved(event) }, this.list);
    this.root = element("div", { class: "chooser" }, this.search, this.scroller, this.none);
    new ResizeObserver(([{ contentRect }]) => { this.#wide = contentRect.width; this.#draw(); }).observe(this.scroller);
  }

  show(connections, chosen) {
    setAttribute(this.root, "hidden", connections.size < 2);
    if (connections.size < 2) return;
    setAttribute(this.search, "hidden", connections.size < SEARCH_FROM);
    setAttribute(this.search, "placeholder", t("findConnection"));
    setAttribute(this.search, "aria-label", t("findConnection"));
    setAttribute(this.scroller, "aria-label", t("connections"));
    const wanted = connections.size < SEARCH_FROM ? "" : this.search.value.trim();
    this.#shown = wanted ? [...connections.values()].filter(each => matches(each, wanted)) : [...connections.values()];
    setText(this.none, this.#shown.length ? "" : t("noSuchConnection"));
    if (this.#key !== `${wanted}:${this.#shown.length}`) {
      this.#key = `${wanted}:${this.#shown.length}`;
      this.list.style.setProperty("width", `${this.#shown.length * WIDTH}px`);
    }
    const moved = this.#chosen !== chosen;
    this.#chosen = chosen;
    if (moved) this.#reveal();
    this.#draw();
  }

  #place() { return this.#shown.findIndex(({ number }) => number === this.#chosen); }

  #reveal() {
    const left = this.#place() * WIDTH;
    if (left >= 0 && (left < this.#left || left + WIDTH > this.#left + this.#wide)) this.scroller.scrollLeft = this.#left = Math.max(0, left - (this.#wide - WIDTH) / 2);
  }

  #draw() {
    const from = Math.max(0, Math.floor(this.#left / WIDTH) - AROUND);
    const many = Math.max(0, Math.min(this.#shown.length - from, Math.ceil(this.#wide / WIDTH) + AROUND * 2));
    while (this.#pool.length < many) this.#pool.push(this.#entry());
    for (const spare of this.#pool.splice(many)) spare.remove();
    this.#pool.forEach((entry, n) => this.#fill(entry, this.#shown[from + n], from + n));
    setAttribute(this.scroller, "aria-activedescendant", this.#pool.some(entry => entry.dataset.number === String(this.#chosen)) ? `connection-${this.#chosen}` : null);
  }

  #entry() {
    const entry = element("div", { class: "chooser-entry", role: "option", onclick: () => this.#choose(Number(entry.dataset.number)) }, element("i", { class: "dot" }), element("span", {}), element("i", { class: "dot" }));
    this.list.append(entry);
    return entry;
  }

  #fill(entry, { number, client, server }, place) {
    const left = `${place * WIDTH}px`;
    if (entry.style.left !== left) entry.style.setProperty("left", left);
    setAttribute(entry, "data-number", number);
    setAttribute(entry, "id", `connection-${number}`);
    setAttribute(entry.firstChild, "data-state", client.state);
    setText(entry.children[1], String(number));
    setAttribute(entry.lastChild, "data-state", server.state);
    setAttribute(entry, "aria-selected", String(number === this.#chosen));
    setAttribute(entry, "aria-posinset", place + 1);
    setAttribute(entry, "aria-setsize", this.#shown.length);
    const told = `${t("connection", number)}, ${client.local ?? "?"}, ${t("client")} ${upper(client.state)}, ${t("server")} ${upper(server.state)}`;
    setAttribute(entry, "aria-label", told);
    setAttribute(entry, "title", told);
  }

  #choose(number) { if (number) this.api.choose(number); }

  /** The arrow keys choose, as in any list. */
  #moved(event) {
    const at = this.#place(), last = this.#shown.length - 1, page = Math.max(1, Math.floor(this.#wide / WIDTH) - 1);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: last, PageDown: at + page, PageUp: at - page }[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.#choose(this.#shown[Math.min(last, Math.max(0, to))].number);
  }

  #searched(event) {
    if (event.key !== "Enter" || !this.#shown.length) return;
    this.#choose(this.#shown[0].number);
  }
}
