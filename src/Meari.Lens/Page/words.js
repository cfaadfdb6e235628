// Every text of the page. Korean first: it is the language of the course.
const WORDS = {
  skip: ["조작으로 건너뛰기", "Skip to the controls"],
  language: ["English", "한국어"],
  backToLive: ["실시간으로 돌아가기", "Back to the live connection"],
  seeing: [name => `기록: ${name}`, name => `Recording: ${name}`],
  languageLabel: ["영어로 바꾸기", "Switch to Korean"],
  dark: ["어둡게", "Dark"],
  light: ["밝게", "Light"],
  family: ["주소 체계", "Address family"],
  encoding: ["문자 인코딩", "Text encoding"],
  client: ["클라이언트", "Client"],
  server: ["서버", "Server"],
  network: ["네트워크", "Network"],
  listening: ["대기 소켓", "Listening socket"],
  accepted: ["통신 소켓", "Accepted socket"],
  acceptQueue: ["접속 대기 큐", "Accept queue"],
  queued: [(n, most) => most === null ? `${n}` : `${n} / 최대 ${most}`, (n, most) => most === null ? `${n}` : `${n} of at most ${most}`],
  noListener: ["아직 대기 소켓이 없습니다", "No listening socket yet"],
  local: ["지역", "Local"],
  remote: ["원격", "Remote"],
  undecided: ["아직 없음", "not yet"],
  matched: ["한쪽의 지역 주소가 다른 쪽의 원격 주소입니다", "One end’s local address is the other end’s remote address"],
  send: ["송신 버퍼", "Send buffer"],
  receive: ["수신 버퍼", "Receive buffer"],
  empty: ["비어 있음", "empty"],
  held: ["ACK가 올 때까지 남아 있음", "kept until the ACK"],
  sentHeld: [n => `${n} B 보냄, ACK가 올 때까지 남아 있음`, n => `${n} B sent, kept until the ACK`],
  unread: ["아직 읽지 않음", "not read yet"],
  bytes: [n => `${n}바이트`, n => n === 1 ? "1 byte" : `${n} bytes`],
  descriptor: [n => `디스크립터 ${n}`, n => `descriptor ${n}`],
  noCall: ["아직 호출 없음", "no call yet"],
  waits: ["기다리는 중", "waiting"],
  inferred: ["추론한 값: 커널이나 프로그램에서 읽은 것이 아님", "Inferred: not read from the kernel or the program"],
  connections: ["접속", "Connections"],
  connection: [n => `접속 ${n}`, n => `Connection ${n}`],
  before: ["아직 아무 일도 일어나지 않았습니다. 메시지를 보내거나 재생해 보세요.", "Nothing has happened yet. Send a message, or play."],
  waitingForData: ["메시지를 보내고, 바이트가 어디에 있는지 지켜보세요.", "Send a message and watch where its bytes are."],
  step: [(n, of) => `${of}단계 중 ${n}`, (n, of) => `Step ${n} of ${of}`],
  play: ["재생", "Play"],
  pause: ["멈춤", "Pause"],
  back: ["이전 단계", "Step back"],
  forward: ["다음 단계", "Step forward"],
  first: ["처음", "Start"],
  live: ["지금", "Now"],
  position: ["시간 위치", "Position in time"],
  clocks: [(shown, real) => `화면 ${shown} / 실제 ${real}`, (shown, real) => `shown ${shown} / real ${real}`],
  speed: ["속도", "Speed"],
  predict: ["예측하기", "Predict first"],
  text: ["보낼 메시지", "Message to send"],
  sample: ["안녕하세요.", "안녕하세요."],
  doSend: ["send() 보내기", "send()"],
  megabyte: ["1 MB 보내기", "Send 1 MB"],
  byByte: ["한 바이트씩", "Byte by byte"],
  recv: ["recv() 받기", "recv()"],
  reading: ["서버의 recv()", "Server’s recv()"],
  on: ["받기", "Reading"],
  off: ["멈춤", "Stopped"],
  blocking: ["블로킹", "Blocking"],
  nonblocking: ["논블로킹", "Nonblocking"],
  halfClose: ["반만 닫기", "Half-close"],
  reset: ["강제 종료(RST)", "Reset (RST)"],
  close: ["close() 종료", "Close"],
  closeServer: ["서버가 종료", "Server closes"],
  connect: ["클라이언트 추가", "Add a client"],
  newStage: ["처음부터 다시", "Start over"],
  recording: ["기록을 재생하고 있습니다. 소켓은 조작할 수 없습니다.", "Replaying a recording. Its sockets cannot be operated."],
  watching: ["다른 프로그램을 지켜보고 있습니다.", "Watching another program."],
  lost: ["Meari와 연결이 끊겼습니다. 다시 연결하는 중입니다.", "The connection to Meari was lost. Reconnecting."],
  dropped: [n => `브라우저가 늦어 이벤트 ${n}개를 보여 주지 못했습니다.`, n => `The browser was too slow: ${n} events are not shown.`],
  unreachable: ["Meari에 연결할 수 없습니다. meari lens가 실행 중인지 확인하세요.", "Meari cannot be reached. Check that meari lens is running."],
  askSend: [n => `send()가 ${n}을 리턴하려 합니다. 그 순간 바이트는 어디에 있을까요?`, n => `send() is about to return ${n}. Where are the bytes at that moment?`],
  inSendBuffer: ["보낸 쪽의 송신 버퍼", "In the sender’s send buffer"],
  inReceiveBuffer: ["상대의 수신 버퍼", "In the peer’s receive buffer"],
  inProgram: ["상대 프로그램", "In the peer’s program"],
  askAck: ["데이터가 상대에게 갔습니다. 송신 버퍼의 바이트는 언제 지워질까요?", "The data has gone to the peer. When does it leave the send buffer?"],
  whenSent: ["보낸 순간", "As it was sent"],
  whenAcked: ["확인 응답(ACK)이 오면", "When the ACK comes"],
  whenRead: ["상대가 recv()로 읽으면", "When the peer calls recv()"],
  askEnd: ["상대가 종료했습니다. 기다리던 recv()는 무엇을 리턴할까요?", "The peer has closed. What does the waiting recv() return?"],
  askTimeWait: ["두 FIN이 모두 오갔습니다. 먼저 닫은 쪽의 소켓은 어떻게 될까요?", "Both FINs have crossed. What becomes of the end that closed first?"],
  staysTimeWait: ["TIME_WAIT로 남는다", "It stays in TIME_WAIT"],
  closedAtOnce: ["바로 사라진다", "It is gone at once"],
  right: ["맞았습니다.", "Right."],
  wrong: [answer => `아닙니다. 답: ${answer}.`, answer => `Not so. It is: ${answer}.`],
  unknownError: ["요청을 처리하지 못했습니다.", "The request could not be done."],
};

let index = 0;

export const language = () => index === 0 ? "ko" : "en";

export function setLanguage(code) {
  index = code === "ko" ? 0 : 1;
}

/** The text in the present language; words with blanks take arguments. */
export function t(key, ...args) {
  const word = WORDS[key][index];
  return typeof word === "function" ? word(...args) : word;
}

/** Of a { ko, en } from the server. */
export const say = both => both?.[language()] ?? "";

export const KEYS = Object.freeze(Object.keys(WORDS));
