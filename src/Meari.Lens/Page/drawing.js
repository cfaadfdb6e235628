// The few things that every drawing part of the page needs of the DOM. Text goes in as text nodes only.

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element with attributes (`on…` are listeners, `text` its text) and children. */
export function html(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element, the same way. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'text') element.textContent = value;
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

/**
 * Draws a layer anew each time, yet keeps its elements: the nth element of a tag is the same one as before, and an attribute is
 * written only when it has changed. So scrolling makes no garbage, and the document holds only what is visible.
 */
export class Layer {
  #group; #pools = new Map();

  constructor(parent, name) {
    this.#group = svg('g', { class: name });
    parent.append(this.#group);
  }

  begin() {
    for (const pool of this.#pools.values()) pool.used = 0;
  }

  add(tag, attributes, text) {
    let pool = this.#pools.get(tag);
    if (!pool) this.#pools.set(tag, pool = { used: 0, entries: [] });
    let entry = pool.entries[pool.used++];
    if (!entry) {
      const element = svg(tag);
      // Rectangles lie below the rest whatever comes first: a pill's frame is one, its dot and name are not.
      if (tag === 'rect') this.#group.prepend(element); else this.#group.append(element);
      pool.entries.push(entry = { element, attributes: {}, text: undefined });
    }
    for (const name in attributes) {
      if (entry.attributes[name] !== attributes[name]) entry.element.setAttribute(name, entry.attributes[name] = attributes[name]);
    }
    if (text !== undefined && entry.text !== text) entry.element.textContent = entry.text = text;
  }

  end() {
    for (const pool of this.#pools.values()) {
      for (const spare of pool.entries.splice(pool.used)) spare.element.remove();
    }
  }
}
