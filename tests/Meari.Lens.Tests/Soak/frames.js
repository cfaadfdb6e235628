// Put into the page that is measured: how long its script ran for each frame, what came between two frames included.
(() => {
  const frames = [];
  let spent = 0, last = 0;
  const timed = run => function (...given) {
    const begun = performance.now();
    try { return run.apply(this, given); } finally { spent += performance.now() - begun; }
  };
  const request = window.requestAnimationFrame;
  window.requestAnimationFrame = run => request.call(window, at => {
    if (at !== last) {
      if (spent > 0) frames.push(spent);
      [spent, last] = [0, at];
    }
    timed(run)(at);
  });
  const message = Object.getOwnPropertyDescriptor(EventSource.prototype, "onmessage");
  Object.defineProperty(EventSource.prototype, "onmessage", { ...message, set(run) { message.set.call(this, timed(run)); } });
  /** The frames since the last look, in milliseconds. */
  window.takeFrames = () => frames.splice(0);
})();
