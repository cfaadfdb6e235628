// The states of TCP, by the names that the timeline, `ss` and netstat on Linux use; one colour for each, everywhere (StatePalette).

export const STATES = ['CLOSED', 'LISTEN', 'SYN_SENT', 'SYN_RECV', 'ESTABLISHED', 'FIN_WAIT1', 'FIN_WAIT2', 'CLOSING', 'CLOSE_WAIT', 'LAST_ACK', 'TIME_WAIT'];

/** How long Linux keeps TIME_WAIT, in nanoseconds (TCP_TIMEWAIT_LEN). */
export const TIME_WAIT = 60e9;

/** `fin_wait1`, `FIN-WAIT1` and `FIN_WAIT1` are one; what is none is null. */
export function stateOf(raw) {
  const name = String(raw ?? '').toUpperCase().replaceAll('-', '_');
  return STATES.includes(name) ? name : null;
}

/** The class that sets `--state` to the state's colour. */
export function stateClass(state) {
  return state ? 'tcp-' + state.toLowerCase().replaceAll('_', '-') : 'tcp-unknown';
}
