import { element, setAttribute, setText } from "./dom.js";
import { say, t } from "./words.js";
import { isReceiving, isSending } from "./model.js";

/** A sentence is read aloud once it has stood so long. While they follow each other faster, none is: a screen reader would come to the end of each long after it was true. */
const STANDS_MS = 700;

/** What can be predicted before an item; the answer is what the item says. Null where nothing surprises. */
export function questionBefore(item, ends) {
  const event = item?.event;
  if (event?.kind === "call" && event.result > 0 && isSending(event))
    return { ask: t("askSend", event.result.toLocaleString()), choices: [t("inReceiveBuffer"), t("inSendBuffer"), t("inProgram")], answer: 1 };
  const receiver = event?.side === "client" ? "server" : "client";
  const unacknowledged = ends.connections.get(event?.connection)?.[receiver].send.bytes ?? 0;
  if (event?.kind === "segment" && event.control_bits === "ACK" && !event.length && unacknowledged > 0)
    return { ask: t("askAck"), choices: [t("whenSent"), t("whenRead"), t("whenAcked")], answer: 2 };
  if (event?.kind === "call" && event.result === 0 && isReceiving(event))
    return { ask: t("askEnd"), choices: ["-1", "0", "1"], answer: 1 };
  if (event?.kind === "state" && event.to === "TIME_WAIT")
    return { ask: t("askTimeWait"), choices: [t("closedAtOnce"), t("staysTimeWait")], answer: 1 };
  return null;
}

export function create(root, api) {
  const step = element("p", { class: "step" });
  const words = element("p", { class: "words" }), voice = element("p", { class: "unseen", "aria-live": "polite", "aria-atomic": "true" });
  const ask = element("p", {}), choices = element("div", { class: "choices" }), verdict = element("p", { class: "verdict", role: "status" });
  const prediction = element("div", { class: "prediction", role: "group", hidden: true }, ask, choices);
  root.append(step, words, voice, verdict, prediction);
  let asked = null, sentenceAt = null, standing = 0;

  function tell(text) {
    if (words.textContent === text) return;
    setText(words, text);
    clearTimeout(standing);
    standing = setTimeout(() => setText(voice, text), STANDS_MS);
  }

  function answer(question, chosen) {
    setText(verdict, chosen === question.answer ? t("right") : t("wrong", question.choices[question.answer]));
    setAttribute(verdict, "data-right", chosen === question.answer);
    api.answered();
  }

  function showQuestion(item, ends, state) {
    const question = state.asking ? questionBefore(item, ends) : null;
    setAttribute(prediction, "hidden", !question);
    const key = question && `${state.cursor}:${question.ask}`;
    if (key === asked) return;
    asked = key;
    if (!question) return;
    setText(verdict, "");
    setText(ask, question.ask);
    setAttribute(prediction, "aria-label", question.ask);
    choices.replaceChildren(...question.choices.map((choice, n) => element("button", { type: "button", onclick: () => answer(question, n) }, choice)));
    choices.firstChild.focus();
  }

  /** A queue's change has no sentence: what caused it is still being told. */
  function sentence(state) {
    for (let index = state.cursor; index > state.cursor - 8 && index >= 0; index--) {
      const text = say(state.model.item(index)?.say);
      if (text) return { index, text };
    }
    return { index: -1, text: state.model.count === 0 ? t("waitingForData") : state.cursor < 0 ? t("before") : "" };
  }

  function update(ends, state) {
    const told = sentence(state);
    if (sentenceAt !== told.index && sentenceAt !== null && verdict.textContent && told.index > state.answeredAt) setText(verdict, "");
    sentenceAt = told.index;
    tell(told.text);
    setText(step, state.model.count > 0 ? t("step", Math.max(0, state.cursor + 1), state.model.count) : "");
    showQuestion(state.model.item(state.cursor + 1), ends, state);
  }
  return { update, setLanguage() { asked = null; } };
}
