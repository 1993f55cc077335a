import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { mailIn, mailVariables, type MailSettings } from '../../src/platforms/mail/environment.ts';
import { connectionOptions } from '../../src/platforms/mail/hand-over.ts';
import { createMailPlatform, type MailOptions } from '../../src/platforms/mail/mail-platform.ts';
import { DeliveryError, type Place } from '../../src/platforms/platform.ts';
import { plainText } from '../../src/platforms/text-channel.ts';
import { startMailbox, type MailboxOptions, type MailFault } from '../twins/mailbox.ts';

const NOW = Date.UTC(2026, 5, 1, 8);
const ADA = 'account:ada:mail';
const to = (channel = ADA): Place => ({ platform: 'mail', tenant: '', channel });
const attempt = { key: 'row-1', again: false };
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

function settingsFor(env: Record<string, string>): MailSettings {
  const { mail, mistakes } = mailIn(z.object(mailVariables).parse(env));
  if (!mail) throw new Error(mistakes.join());
  return mail;
}

async function office(
  options: MailboxOptions & { book?: Record<string, string>; env?: Record<string, string> } = {},
  more: Partial<MailOptions> = {},
) {
  const mailbox = await startMailbox(options);
  stops.push(mailbox.stop);
  const book: Record<string, string> = options.book ?? { [ADA]: 'ada@example.com' };
  const env = { SMTP_URL: mailbox.url, MAIL_FROM: 'Deskline <desk@example.com>', ...options.env };
  const mail = createMailPlatform(settingsFor(env), {
    addresses: { resolve: async (handle) => book[handle] },
    now: () => NOW,
    ...more,
  });
  await mail.start(async () => {});
  stops.push(() => mail.stop());
  return { mailbox, mail, book };
}

async function failureOf(work: Promise<unknown>): Promise<DeliveryError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DeliveryError)) throw new Error('no DeliveryError', { cause: error });
  return error;
}

describe('a letter', () => {
  it('is plain, says that a machine wrote it, and has the first line as its subject', async () => {
    const { mail, mailbox } = await office();
    const text =
      '**\u5bc6\u7801\u5df2\u91cd\u7f6e**\n\nIt wasn\\_t you? [Tell us](https://desk.example.com/reset/not-me#_a-b_).\n.\n\u5b8c';
    const receipt = await mail.send(to(), { text }, attempt);
    const [letter] = mailbox.letters;
    expect(letter).toMatchObject({ to: 'ada@example.com', subject: '\u5bc6\u7801\u5df2\u91cd\u7f6e' });
    expect(letter?.text).toBe(
      '\u5bc6\u7801\u5df2\u91cd\u7f6e\n\nIt wasn_t you? Tell us: https://desk.example.com/reset/not-me#_a-b_.\n.\n\u5b8c',
    );
    expect(letter?.headers).toMatchObject({
      'auto-submitted': 'auto-generated',
      from: 'Deskline <desk@example.com>',
      to: 'ada@example.com',
      'message-id': receipt.messageId,
      date: 'Mon, 01 Jun 2026 08:00:00 +0000',
    });
    expect(letter?.headers['content-type']).toMatch(/^text\/plain/);
    expect(letter?.raw).not.toMatch(/html|x-mailer/i);
  });

  it('has the same Message-ID at each try, and another one for another message', async () => {
    const { mail } = await office();
    const first = await mail.send(to(), { text: 'a' }, attempt);
    const again = await mail.send(to(), { text: 'a' }, { key: 'row-1', again: true });
    const other = await mail.send(to(), { text: 'a' }, { key: 'row-2', again: false });
    expect(again).toEqual(first);
    expect(other.messageId).not.toBe(first.messageId);
    expect(first.messageId).toMatch(/^<deskline\.[0-9a-f]{40}@example\.com>$/);
  });

  it('shows a card as lines, and says which files it could not carry', async () => {
    const { mail, mailbox } = await office();
    const receipt = await mail.send(
      to(),
      {
        text: 'help',
        card: { title: 'Ticket 1', fields: [{ label: 'Queue', value: 'IT' }] },
        files: [{ id: 'f', name: 'a.png', mime: 'image/png', size: 1 }],
      },
      attempt,
    );
    expect(mailbox.letters[0]?.text).toBe('Ticket 1\nQueue: IT\nhelp');
    expect(receipt.lostFiles).toEqual(['a.png']);
  });

  it('goes at once to an address with a subject of its own', async () => {
    const { mail, mailbox } = await office();
    await mail.sendNow('bob@example.com', { subject: 'Your code', text: 'It is **123456**' });
    expect(mailbox.letters).toMatchObject([
      { to: 'bob@example.com', subject: 'Your code', text: 'It is 123456' },
    ]);
  });

  it.each([
    'a@example.com\r\nBcc: b@example.com',
    'a@example.com, b@example.com',
    'a@example.com>',
    'ada',
    'a b@c',
  ])('goes to one address or to none: %j', async (address) => {
    const { mail, mailbox } = await office({ book: { [ADA]: address } });
    const inBook = await failureOf(mail.send(to(), { text: 'a' }, attempt));
    const atOnce = await failureOf(mail.sendNow(address, { subject: 'a', text: 'a' }));
    expect([inBook.fate, inBook.obstacle, atOnce.fate]).toEqual(['permanent', 'gone', 'permanent']);
    expect(inBook.message).not.toContain('example');
    expect(mailbox.letters).toEqual([]);
  });

  it('takes no subject of several lines, and makes none', async () => {
    const { mail, mailbox } = await office();
    const refused = await failureOf(
      mail.sendNow('a@example.com', { subject: 'a\r\nBcc: b@c.de', text: 'a' }),
    );
    expect([refused.fate, refused.obstacle]).toEqual(['permanent', 'content']);
    await mail.send(to(), { text: '\r\nHello\rBcc: b@c.de\u2028x' }, attempt);
    expect(mailbox.letters.map(({ subject }) => subject)).toEqual(['Hello']);
    expect(mailbox.letters[0]?.headers).not.toHaveProperty('bcc');
  });
});

describe('what becomes of a letter', () => {
  it.each<[string, MailFault, string, string | undefined]>([
    ['an unknown recipient', { at: 'recipient', code: 550, words: 'ada@example.com' }, 'permanent', 'gone'],
    ['a recipient who isn\u2019t taken now', { at: 'recipient', code: 450 }, 'transient', undefined],
    ['a sender who may not', { at: 'sender', code: 553 }, 'permanent', 'not-permitted'],
    ['refused words', { at: 'letter', code: 554 }, 'permanent', 'content'],
    ['words that aren\u2019t taken now', { at: 'letter', code: 451 }, 'transient', undefined],
    ['a busy server', { at: 'greeting', code: 421 }, 'transient', undefined],
    ['a cut before the words', { at: 'recipient', cut: true }, 'transient', undefined],
    ['a cut after the words', { at: 'letter', cut: true }, 'unknown', undefined],
  ])('%s', async (_, fault, fate, obstacle) => {
    const { mail, mailbox } = await office();
    mailbox.fail(fault);
    const error = await failureOf(mail.send(to(), { text: 'a' }, attempt));
    expect([error.fate, error.obstacle]).toEqual([fate, obstacle]);
    expect(error.message).not.toContain('ada@');
    expect(error.cause).toBeUndefined();
    expect(mail.health().state).toBe('connected');
  });

  it.each<['recipient' | 'letter', string]>([
    ['recipient', 'transient'],
    ['letter', 'unknown'],
  ])('with a server that falls silent at the %s', async (at, fate) => {
    const { mail, mailbox } = await office({}, { timeoutMs: 300 });
    mailbox.fail({ at, silent: true });
    expect((await failureOf(mail.send(to(), { text: 'a' }, attempt))).fate).toBe(fate);
  });

  it('without a server', async () => {
    const { mail, mailbox } = await office();
    await mailbox.stop();
    expect((await failureOf(mail.send(to(), { text: 'a' }, attempt))).fate).toBe('transient');
  });

  it('without an address', async () => {
    const { mail } = await office();
    const gone = await failureOf(mail.send(to('account:eve:mail'), { text: 'a' }, attempt));
    expect([gone.fate, gone.obstacle]).toEqual(['permanent', 'gone']);
    const resolve = () => Promise.reject(new Error('ldaps://secret'));
    const { mail: other } = await office({}, { addresses: { resolve } });
    const later = await failureOf(other.send(to(), { text: 'a' }, attempt));
    expect([later.fate, later.message]).toEqual(['transient', 'mail: the address could not be looked up']);
  });
});

describe('a server that refuses us', () => {
  it('shows in the health until it takes us again', async () => {
    const auth = { user: 'desk@example.com', pass: 'p@ss:1%' };
    const { mail, mailbox } = await office({ auth }, { lookAgainMs: 30 });
    await mail.send(to(), { text: 'a' }, attempt);
    expect(mail.health()).toEqual({ state: 'connected' });

    mailbox.password('changed');
    const error = await failureOf(mail.send(to(), { text: 'a' }, attempt));
    expect(error.fate).toBe('transient');
    expect(mail.health().state).toBe('refused');
    expect(mail.health().reason).toMatch(/SMTP_URL.*\(535\)/);
    expect(`${error.message}${mail.health().reason}`).not.toMatch(/p@ss|desk@/);

    mailbox.password(auth.pass);
    await vi.waitFor(() => expect(mail.health().state).toBe('connected'));
    expect(mailbox.letters).toHaveLength(1);
  });

  it('shows before anything is sent', async () => {
    const { mail, mailbox } = await office({ auth: { user: 'u', pass: 'p' }, env: {} });
    mailbox.password('other');
    await mail.stop();
    await mail.start(async () => {});
    await vi.waitFor(() => expect(mail.health().state).toBe('refused'));
  });

  it('is stopped, not refused, once it is stopped', async () => {
    const { mail } = await office();
    await mail.stop();
    expect(mail.health()).toEqual({ state: 'stopped' });
  });
});

describe('TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-mail-'));
  const file = join(folder, 'cert.pem');
  const made = (() => {
    try {
      const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
      const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
      const files = ['-keyout', join(folder, 'key.pem'), '-out', file];
      execFileSync('openssl', ['req', '-x509', '-days', '2', ...key, ...subject, ...files], {
        stdio: 'ignore',
      });
      return true;
    } catch {
      return false;
    }
  })();
  afterAll(() => rmSync(folder, { recursive: true }));
  const tls = (secure: boolean) => ({
    secure,
    key: readFileSync(join(folder, 'key.pem'), 'utf8'),
    cert: readFileSync(file, 'utf8'),
  });

  it.skipIf(!made).each([true, false])(
    'by a named authority, from the start: %s (skipped without openssl)',
    async (secure) => {
      const { mail, mailbox } = await office({ tls: tls(secure), env: { SMTP_CA_FILE: file } });
      await mail.send(to(), { text: 'a' }, attempt);
      expect([mailbox.letters.length, mailbox.secured]).toEqual([1, true]);
    },
  );

  it.skipIf(!made)(
    'with a certificate that nobody vouches for carries nothing (skipped without openssl)',
    async () => {
      const { mail, mailbox } = await office({ tls: tls(true) });
      const error = await failureOf(mail.send(to(), { text: 'a' }, attempt));
      expect(error.fate).toBe('transient');
      expect(mail.health()).toMatchObject({ state: 'refused' });
      expect(mail.health().reason).toContain('SMTP_CA_FILE');
      expect(mailbox.letters).toEqual([]);
    },
  );

  it('is demanded of every host but this machine', () => {
    const from = { MAIL_FROM: 'desk@example.com' };
    const of = (url: string) => connectionOptions(settingsFor({ SMTP_URL: url, ...from }), 1_000);
    expect(of('smtp://mail.example.com')).toMatchObject({
      port: 587,
      secure: false,
      requireTLS: true,
      ignoreTLS: false,
    });
    expect(of('smtps://mail.example.com')).toMatchObject({ port: 465, secure: true });
    expect(of('smtp://[::1]:25')).toMatchObject({ host: '::1', port: 25, requireTLS: false });
    expect(of('smtp://127.0.0.1.example.com')).toMatchObject({ requireTLS: true });
    expect(of('smtp://localhost').tls).toMatchObject({ rejectUnauthorized: true });
  });

  it('that a server doesn\u2019t know sends it nothing', async () => {
    const heard: string[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('220 plain ESMTP\r\n');
      socket.on('data', (chunk) => {
        heard.push(chunk.toString());
        socket.write(chunk.toString().startsWith('EHLO') ? '250 plain\r\n' : '502 5.5.1 no\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(() => new Promise((resolve) => server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const local = settingsFor({ SMTP_URL: `smtp://u:p@127.0.0.1:${port}`, MAIL_FROM: 'desk@example.com' });
    const mail = createMailPlatform(
      { ...local, demandTls: true },
      { addresses: { resolve: async () => 'ada@example.com' }, now: () => NOW },
    );
    await mail.start(async () => {});
    stops.push(() => mail.stop());
    const error = await failureOf(mail.send(to(), { text: 'secret words' }, attempt));
    expect([error.fate, mail.health().state]).toEqual(['transient', 'refused']);
    expect(heard.join('')).not.toMatch(/AUTH|MAIL|secret/);
  });
});

describe('the variables of mail', () => {
  const read = (env: Record<string, string>) => {
    const parsed = z.object(mailVariables).safeParse(env);
    if (!parsed.success) {
      const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      return { mail: undefined, mistakes };
    }
    return mailIn(parsed.data);
  };
  const from = { MAIL_FROM: 'IT \u684c <desk@example.com>' };

  it('say together how mail goes out', () => {
    expect(read({})).toEqual({ mail: undefined, mistakes: [] });
    const { mail } = read({ SMTP_URL: 'smtps://desk%40example.com:p%3Aw@mail.example.com', ...from });
    expect(mail).toEqual({
      host: 'mail.example.com',
      port: 465,
      secure: true,
      demandTls: false,
      auth: { user: 'desk@example.com', pass: 'p:w' },
      ca: undefined,
      from: { name: 'IT \u684c', address: 'desk@example.com' },
    });
  });

  it('say what is wrong, and never the value', () => {
    const empty = join(tmpdir(), `deskline-no-certificate-${process.pid}.pem`);
    writeFileSync(empty, 'hunter2');
    const url = { SMTP_URL: 'smtp://mail.example.com' };
    const wrong: [Record<string, string>, string][] = [
      [from, 'SMTP_URL: It is needed'],
      [{ SMTP_CA_FILE: 'hunter2' }, 'SMTP_URL: It is needed'],
      [url, 'MAIL_FROM: It is needed'],
      [{ SMTP_URL: 'https://hunter2', ...from }, 'SMTP_URL: An address such as'],
      [{ SMTP_URL: 'hunter2', ...from }, 'SMTP_URL: An address such as'],
      [{ SMTP_URL: 'smtp://u:hunter2@h/?x', ...from }, 'SMTP_URL: An address without'],
      [{ SMTP_URL: 'smtp://hunter2@mail.example.com', ...from }, 'SMTP_URL: A user needs'],
      [{ SMTP_URL: 'smtp://u:hunter2%@mail.example.com', ...from }, 'SMTP_URL: Write %'],
      [{ ...url, MAIL_FROM: 'hunter2' }, 'MAIL_FROM: An address such as'],
      [{ ...url, MAIL_FROM: 'hunter2\r\nBcc: a@b.de <a@b.de>' }, 'MAIL_FROM: An address such as'],
      [{ ...url, ...from, SMTP_CA_FILE: '/hunter2' }, 'SMTP_CA_FILE: It can\u2019t'],
      [{ ...url, ...from, SMTP_CA_FILE: empty }, 'SMTP_CA_FILE: It can\u2019t'],
    ];
    for (const [env, start] of wrong) {
      const { mail, mistakes } = read(env);
      expect(mail).toBeUndefined();
      expect(mistakes.map((mistake) => mistake.startsWith(start))).toContain(true);
      expect(mistakes.join()).not.toContain('hunter2');
    }
    rmSync(empty);
  });
});

describe('Markdown as plain text', () => {
  it.each([
    ['**a** *b* _c_ `d_e_f` g', 'a b c d_e_f g'],
    ['[a](https://b.de/_c_)', 'a: https://b.de/_c_'],
    ['[https://b.de](https://b.de)', 'https://b.de'],
    ['**https://b.de/#_c_**', 'https://b.de/#_c_'],
    [String.raw`\*\*a\*\* \[b\](c) 1\.`, '**a** [b](c) 1.'],
    ['# a\n- b\n1. c', 'a\n- b\n1. c'],
    ['2 * 3 * 4, snake_case_name', '2 * 3 * 4, snake_case_name'],
  ])('%s', (markdown, text) => {
    expect(plainText(markdown)).toBe(text);
  });

  it('takes no time that grows with the square of its length', () => {
    const began = performance.now();
    for (const piece of ['[', '*a ', '_', '\\', '[a](', '`', 'https://']) plainText(piece.repeat(20_000));
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
