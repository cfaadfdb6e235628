// Put into the page under test: what its two ends show, and every different picture they have shown.
(() => {
  const text = selector => document.querySelector(`#ends ${selector}`)?.textContent ?? "";
  const bytes = vessel => Number(text(`.vessel.${vessel} .count`).replace(/\D/g, ""));
  const glyphs = vessel => Array.from(document.querySelectorAll(`#ends .vessel.${vessel} .glyph b`), glyph => glyph.textContent).join("");
  const picture = () => ({
    step: Number(document.querySelector("#hands input[type=range]")?.value ?? -1),
    note: document.querySelector("#hands p.note:not(.busy)")?.textContent ?? "",
    sentence: document.querySelector("#sentence .words")?.textContent ?? "",
    clientCall: text(".client.act .called"), clientState: text(".client.act .pill"),
    serverCall: text(".server.act .called"), serverState: text(".server.act .pill"),
    fromClient: text(".wire.from-client[data-crosses] .segment"), fromServer: text(".wire.from-server[data-crosses] .segment"),
    clientSend: bytes("client.send"), clientSendText: glyphs("client.send"), clientReceive: bytes("client.receive"), clientReceiveText: glyphs("client.receive"),
    serverSend: bytes("server.send"), serverReceive: bytes("server.receive"),
  });
  const shown = [];
  let last = "";
  const look = () => {
    const now = JSON.stringify(picture());
    if (now !== last) shown.push(JSON.parse(last = now));
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
  window.pictures = {
    shown: () => JSON.stringify(shown),
    /** What was asked for is drawn in the next frame. */
    now: async () => { await frame(); await frame(); return JSON.stringify(picture()); },
  };
})();
