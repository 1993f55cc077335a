import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

/** A letter as somebody opens it. */
export interface SeenLetter {
  to: string;
  subject: string;
  text: string;
  /** By names in small letters, decoded and on one line each. */
  headers: Record<string, string>;
  /** As it came over the wire. */
  raw: string;
}

/** What goes wrong from now on. `code`: of the answer, such as 550. `silent`: there is never an answer. */
export type MailFault =
  | { at: 'greeting' | 'sender' | 'recipient' | 'letter'; code: number; words?: string }
  | { at: 'recipient' | 'letter'; cut: true }
  | { at: 'recipient' | 'letter'; silent: true };

export interface MailboxOptions {
  /** Who may send; anybody where it isn't said. */
  auth?: { user: string; pass: string } | undefined;
  /** Offers STARTTLS, or speaks TLS from the first byte on. */
  tls?: { key: string; cert: string; secure: boolean } | undefined;
}

export interface Mailbox {
  /** For SMTP_URL, with user and password where they are needed. */
  readonly url: string;
  /** What was taken, oldest first. */
  readonly letters: SeenLetter[];
  /** How many clients have signed in, or tried to. */
  readonly signIns: { user: string; taken: boolean }[];
  /** Whether the last client spoke TLS. */
  readonly secured: boolean;
  fail(fault: MailFault | undefined): void;
  /** The only password from now on. */
  password(pass: string): void;
  readonly stop: () => Promise<void>;
}

/** A real SMTP server on loopback (the package smtp-server) that keeps what it gets, and fails where it is told to. */
export async function startMailbox({ auth, tls }: MailboxOptions = {}): Promise<Mailbox> {
  const letters: SeenLetter[] = [];
  const signIns: { user: string; taken: boolean }[] = [];
  const sockets = new Set<Socket>();
  let fault: MailFault | undefined;
  let pass = auth?.pass;
  let secured = false;

  function meet(at: MailFault['at'], answer: (error?: Error) => void): void {
    if (fault?.at !== at) return answer();
    if ('silent' in fault) return undefined;
    if ('cut' in fault) return sockets.forEach((socket) => socket.destroy());
    const words = fault.words ?? 'no';
    return answer(Object.assign(new Error(words), { responseCode: fault.code }));
  }

  const server = new SMTPServer({
    logger: false,
    ...(tls ? { key: tls.key, cert: tls.cert, secure: tls.secure } : { hideSTARTTLS: true }),
    authOptional: auth === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth({ username = '', password }, _session, answer) {
      const taken = username === auth?.user && password === pass;
      signIns.push({ user: username, taken });
      answer(taken ? null : new Error('Authentication credentials invalid'), { user: username });
    },
    onConnect: (_session, answer) => meet('greeting', answer),
    onMailFrom: (_address, _session, answer) => meet('sender', answer),
    onRcptTo: (_address, _session, answer) => meet('recipient', answer),
    onData(stream, session, answer) {
      secured = session.secure;
      void read(stream).then((raw) =>
        meet('letter', (error) => {
          const to = session.envelope.rcptTo.map(({ address }) => address).join(', ');
          if (!error) letters.push({ to, raw, ...opened(raw) });
          answer(error);
        }),
      );
    },
  });
  // A client that hangs up is no failure of the test.
  server.on('error', () => {});
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const who = auth ? `${encodeURIComponent(auth.user)}:${encodeURIComponent(auth.pass)}@` : '';
  return {
    url: `${tls?.secure ? 'smtps' : 'smtp'}://${who}127.0.0.1:${port}`,
    letters,
    signIns,
    get secured() {
      return secured;
    },
    fail: (next) => (fault = next),
    password: (next) => (pass = next),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function read(stream: SMTPServerDataStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Enough of MIME for letters of one part. */
function opened(raw: string): Pick<SeenLetter, 'subject' | 'text' | 'headers'> {
  const end = raw.indexOf('\r\n\r\n');
  const headers: Record<string, string> = {};
  for (const line of raw
    .slice(0, end)
    .replace(/\r\n[ \t]/g, ' ')
    .split('\r\n')) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = decodedWords(line.slice(colon + 1).trim());
  }
  const body = raw.slice(end + 4).replace(/\r\n$/, '');
  const encoding = headers['content-transfer-encoding']?.toLowerCase();
  const text =
    encoding === 'base64'
      ? Buffer.from(body, 'base64').toString()
      : encoding === 'quoted-printable'
        ? unquoted(body.replace(/=\r\n/g, ''))
        : body;
  return { subject: headers['subject'] ?? '', text: text.replaceAll('\r\n', '\n'), headers };
}

/** RFC 2047. */
function decodedWords(line: string): string {
  return line
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, how: string, words: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(words, 'base64').toString()
        : unquoted(words.replaceAll('_', ' ')),
    );
}

function unquoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
