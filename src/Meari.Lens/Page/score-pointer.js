// What mouse, pen and finger do on the score: drag the cursor, choose what lies under them, read what was there.

import { html } from './drawing.js';

export function listen(score) {
  const { paper, scroller } = score;
  const along = event => {
    const box = paper.getBoundingClientRect();
    return score.layout.vertical ? event.clientY - box.top : event.clientX - box.left;
  };
  paper.addEventListener('pointerdown', event => {
    if (event.button !== 0 || event.pointerType === 'touch' && event.target !== score.handle) return;
    event.preventDefault();
    score.handle.focus({ preventScroll: true });
    score.dragging = true;
    paper.setPointerCapture(event.pointerId);
    score.toNearest(along(event));
  });
  paper.addEventListener('pointermove', event => {
    if (score.dragging) score.toNearest(along(event));
    else if (event.pointerType === 'mouse') read(score, event, along(event));
  });
  for (const name of ['pointerup', 'pointercancel']) paper.addEventListener(name, () => { score.dragging = false; });
  paper.addEventListener('pointerleave', () => { score.readout.hidden = true; });
  paper.addEventListener('click', event => click(score, event, along(event)));
  scroller.addEventListener('wheel', event => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    score.zoom(event.deltaY < 0 ? 1.25 : 0.8);
  }, { passive: false });
}

function click(score, event, along) {
  // The pointer is captured by the paper, so what lies under it has to be asked for.
  const under = document.elementsFromPoint(event.clientX, event.clientY).find(each => each.dataset && (each.dataset.card || each.dataset.state))?.dataset;
  if (score.isAll) score.chooseAt(event.clientY - score.svg.getBoundingClientRect().top + score.scroller.scrollTop);
  else if (under?.state) score.openState(under.state);
  else if (under?.card) score.api.openCard(under.card);
  else if (event.pointerType === 'touch') score.toNearest(along);
}

function read(score, event, along) {
  const { readout, root } = score, lines = score.linesAt(along);
  readout.hidden = !lines.length;
  readout.replaceChildren(...lines.map(text => html('div', { text })));
  const box = root.getBoundingClientRect(), width = readout.offsetWidth;
  readout.style.setProperty('left', Math.max(4, Math.min(event.clientX - box.left + 14, box.width - width - 8)) + 'px');
  readout.style.setProperty('top', event.clientY - box.top + 18 + 'px');
}
