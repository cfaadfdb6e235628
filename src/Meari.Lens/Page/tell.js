// Tells an item in one line, for whoever hears or hovers; and says a module's words in the page's language.

import { bytes, duration } from './units.js';

/** A module's words: `say(key, …)` in the language that is set. */
export function speaker(words) {
  let language = document.documentElement.lang === 'en' ? 'en' : 'ko';
  const say = (key, ...values) => {
    const text = words[language][key];
    return typeof text === 'function' ? text(...values) : text;
  };
  say.in = chosen => { language = chosen === 'en' ? 'en' : 'ko'; };
  say.pick = both => both?.[language] ?? both?.en ?? '';
  say.language = () => language;
  return say;
}

/** `recv(4) → 16`, `accept(3) …`, `send(3) → −1 EAGAIN`. */
export function tellCall(event, returned, short = false) {
  const name = short || event.descriptor === undefined ? `${event.name}${short ? '' : '()'}` : `${event.name}(${event.descriptor})`;
  if (!returned) return name + ' …';
  if (returned.error) return `${name} → −1 ${returned.error}`;
  return returned.result === undefined ? name : `${name} → ${returned.result}`;
}

/** `PSH ACK 16 B`; with numbers, `seq 1 ack 17 win 65536`. */
export function tellSegment(event) {
  return [event.control_bits || '', event.length ? bytes(event.length) : ''].filter(Boolean).join(' ');
}

/** The same where there is little room: what carries data is known by its bytes. */
export function tellBytes(event, again) {
  const bits = (event.control_bits ?? '').split(' ').filter(bit => bit !== 'ACK' && bit !== 'PSH');
  return [again ? '↻' : '', ...bits, event.length ? bytes(event.length) : bits.length ? '' : 'ACK'].filter(Boolean).join(' ');
}

export function tellNumbers(event) {
  const parts = [];
  if (event.length || /SYN|FIN/.test(event.control_bits ?? '')) parts.push('seq ' + (event.sequence ?? 0));
  if (event.acknowledgment !== undefined) parts.push('ack ' + event.acknowledgment);
  if (event.window !== undefined) parts.push('win ' + event.window);
  return parts.join(' ');
}

/** An item in one line, without the sentence that explains it. */
export function tellItem(event, say) {
  const side = event.side ? say(event.side) + ' ' : '';
  switch (event.kind) {
    case 'call': {
      const took = event.duration === undefined ? '' : `, ${say('duration')} ${duration(event.duration)}`;
      return side + tellCall(event, event.duration === undefined && event.result === undefined ? null : event) + took + (event.data ? ` “${event.data}”` : '');
    }
    case 'state':
      return `${side}${event.from ?? '?'} → ${event.to}${event.inferred ? ` (${say('inferred')})` : ''}`;
    case 'queue':
      if (event.accept_queue !== undefined) return `${side}accept ${event.accept_queue}/${event.accept_queue_limit ?? '?'}`;
      return side + tellQueue(event.send_queue ?? null, event.in_flight ?? 0, event.receive_queue ?? null, say);
    case 'segment':
      return [side + tellSegment(event), event.retransmission ? '↻ ' + say('retransmission') : '', tellNumbers(event)].filter(Boolean).join(' · ');
    default:
      return `${say(event.stream) ?? ''}: ${event.text ?? ''}`;
  }
}

export function tellQueue(send, flight, receive, say) {
  const parts = [];
  if (send !== null) parts.push(`${say('send')} ${bytes(send)}${flight ? ` (${say('inFlight')} ${bytes(flight)})` : ''}`);
  if (receive !== null) parts.push(`${say('receive')} ${bytes(receive)}`);
  return parts.join(', ');
}
