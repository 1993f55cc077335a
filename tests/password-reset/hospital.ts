import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { writeSmallContent } from '../chaos/small-content.ts';
import { startOpenldap, type OpenldapServer } from '../support/openldap-server.ts';
import { startMailbox } from '../twins/mailbox.ts';
import { startSmsGateway } from '../twins/sms-gateway.ts';

export const OWNER = 'wang-wei';

/** Where a life of the program ends itself. */
export interface CrashPoint {
  point: string;
  passing: number;
}

/** A program with a real slapd, SMTP and an SMS gateway around it, which can be made to die and begun anew. */
export async function openHospital() {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-hospital-'));
  const content = join(folder, 'prompts');
  const shared = { locale: 'en', department: { 'zh-CN': 'x', en: 'x' }, title: { 'zh-CN': 'x', en: 'x' } };
  writeSmallContent(content, [{ id: OWNER, name: OWNER, ...shared }]);
  const server = await startOpenldap();
  const mailbox = await startMailbox();
  const gateway = await startSmsGateway();
  const logFile = join(folder, 'deskline.log');
  let child: ChildProcess | undefined;
  let address = '';
  let runs = 0;

  async function begin(file: string, crashAt?: CrashPoint): Promise<void> {
    child = fork(join(import.meta.dirname, 'crash-child.mjs'), {
      execArgv: ['--no-opt', '--max-semi-space-size=32'],
      env: { ...process.env, CONTENT_DIR: content, LOG_FILE: logFile },
    });
    const { attributes, ...settings } = server.settings({ protectedGroups: [] });
    child.send({
      databaseUrl: `file:${join(folder, file)}`,
      directory: { ...settings, attributes: { ...attributes, platforms: { web: 'uid' } } },
      smtpUrl: mailbox.url,
      smsUrl: gateway.url,
      crashAt,
    });
    const report = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    const [said] = report as [{ is?: string; address?: string } | number | null];
    if (typeof said !== 'object' || said?.address === undefined)
      throw new Error('The program died at its start');
    ({ address } = said);
  }

  /** Undefined where the program died over it. */
  async function post(
    path: string,
    body: Record<string, string>,
    cookie = '',
  ): Promise<Response | undefined> {
    try {
      return await fetch(new URL(path, address), {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: address, cookie: `deskline_person=${OWNER}; ${cookie}`, 'accept-language': 'en' },
        body: new URLSearchParams(body),
      });
    } catch {
      return undefined;
    }
  }

  async function get(path: string, cookie = ''): Promise<string> {
    const headers = { cookie: `deskline_person=${OWNER}; ${cookie}`, 'accept-language': 'en' };
    return (await fetch(new URL(path, address), { headers })).text();
  }

  return {
    server,
    mailbox,
    gateway,
    logFile,
    begin,
    post,
    get,
    isAlive: () => child?.exitCode === null && child.signalCode === null,

    async says(words: string) {
      const clientId = `client-${String(++runs).padStart(8, '0')}`;
      return post('/forms/message', { channel: `dm:${OWNER}`, text: words, clientId, back: '/chat' });
    },

    async presses(action: string, seq: number) {
      const clientId = `client-${String(++runs).padStart(8, '0')}`;
      const press = JSON.stringify({ action, value: '' });
      return post('/forms/action', {
        channel: `dm:${OWNER}`,
        messageSeq: String(seq),
        press,
        clientId,
        back: '/chat',
      });
    },

    /** Resolves once nothing is left to do, or the program has died. */
    async settle() {
      if (!child?.connected) return;
      const done = Promise.race([once(child, 'message'), once(child, 'exit')]);
      child.send({ do: 'settle' }, () => {});
      await done;
    },

    async died() {
      if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },

    async stop() {
      if (!child?.connected) return;
      const gone = once(child, 'exit');
      child.send({ do: 'stop' });
      await gone;
    },

    /** Reads the database as it lies there. */
    rows<T>(file: string, query: string): T[] {
      const db = new Sqlite(join(folder, file), { readonly: true });
      try {
        return db.prepare(query).all() as T[];
      } finally {
        db.close();
      }
    },

    /** Every file that the program has written, as bytes. */
    files(): { name: string; bytes: Buffer }[] {
      return readdirSync(folder)
        .map((name) => join(folder, name))
        .filter((path) => statSync(path).isFile())
        .map((path) => ({ name: path, bytes: readFileSync(path) }));
    },

    async close() {
      child?.kill('SIGKILL');
      await server.stop();
      await mailbox.stop();
      await gateway.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Hospital = Awaited<ReturnType<typeof openHospital>>;
export type { OpenldapServer };
