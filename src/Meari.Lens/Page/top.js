// The page's head: its name, what is watched, and the page's own switches, which the browser remembers.
import { element, setText } from "./dom.js";
import { language, say, t } from "./words.js";

export function remembered(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

function remember(key, value) {
  try { localStorage.setItem(key, value); } catch { /* A browser that keeps nothing shows the page all the same. */ }
}

export function changeTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
}

const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

/** Of a stage of our own the loopback's; of anything else what the connection says, for only the port is known without one. */
function serverAddress(seen, { stage, connection }) {
  if (stage) return `${stage.family === "ipv6" ? "[::1]" : "127.0.0.1"}:${stage.port}`;
  const pair = seen.pair(connection);
  return pair?.server.local ?? pair?.client.remote ?? (seen.port ? `:${seen.port}` : "");
}

export function createTop(root, api) {
  const back = element("button", { type: "button", class: "primary", onclick: () => api.backToLive() });
  const address = element("code", {}), kind = element("span", { class: "note" });
  const tongue = element("button", { type: "button", onclick: () => { const code = language() === "ko" ? "en" : "ko"; remember("meari.language", code); api.changeLanguage(code); } });
  const theme = element("button", { type: "button", onclick: () => { const other = isDark() ? "light" : "dark"; remember("meari.theme", other); changeTheme(other); api.invalidate(); } });
  root.append(element("h1", {}, "Meari"), address, kind, back, element("span", { class: "spring" }), theme, tongue);

  /** Whose connections these are, and what of them cannot be seen. */
  const told = ({ hello, recording }) => recording ? t("seeing", recording)
    : [hello?.watching ? t("watching") : hello?.serving ? t("serving") : hello ? t("real") : "", ...(hello?.missing ?? []).map(say)].filter(Boolean).join(" ");

  function update(seen, state) {
    const { hello, stage, recording } = state;
    back.hidden = !recording || !hello;
    setText(back, t("backToLive"));
    setText(address, serverAddress(seen, state));
    setText(kind, told(state));
    setText(tongue, t("language"));
    tongue.setAttribute("aria-label", t("languageLabel"));
    setText(theme, t(isDark() ? "light" : "dark"));
  }
  return { update, setLanguage() {} };
}
