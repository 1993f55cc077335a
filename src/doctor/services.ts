import { once } from 'node:events';
import { createServer } from 'node:net';
import { z } from 'zod';
import type { Config } from '../config.ts';
import type { AccountDirectory } from '../identity/accounts/account.ts';
import type { ModelSettings } from '../model/settings.ts';
import type { MailSettings } from '../platforms/mail/environment.ts';
import { ok, problem, warning, type Check, type Finding } from './finding.ts';

const WITHIN_MS = 8_000;
/** Nobody has it. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const models = z.object({ data: z.array(z.object({ id: z.string() })) });
const health = z.object({ version: z.string() });

/** The company's directory: connects, verifies its certificate, signs in and reads. */
export function directoryCheck(accounts: AccountDirectory): Check {
  return {
    of: 'directory',
    async look() {
      try {
        await accounts.byId(NOBODY);
        return [ok('directory', 'signed in, and it can be read')];
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        const todo = 'See LDAP_URL, LDAP_BIND_DN, LDAP_BIND_PASSWORD, LDAP_BASE_DN and LDAP_CA_FILE.';
        return [problem('directory', said, todo)];
      }
    },
  };
}

/** Signs in at the mail server and sends nothing. */
export function mailCheck(settings: MailSettings): Check {
  return {
    of: 'mail',
    async look() {
      const { handOver } = await import('../platforms/mail/hand-over.ts');
      try {
        await handOver(settings, undefined, { timeoutMs: WITHIN_MS });
        return [ok('mail', `${settings.host} takes us`)];
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        return [problem('mail', said, 'See SMTP_URL and SMTP_CA_FILE.')];
      }
    },
  };
}

/** Asks the endpoint which models it has: no tokens are used. */
export function modelCheck(settings: ModelSettings): Check {
  return {
    of: 'model',
    async look() {
      const { baseUrl, apiKey } = settings;
      const answer = await fetch(`${baseUrl.replace(/\/$/, '')}/models`, {
        headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
        signal: AbortSignal.timeout(WITHIN_MS),
      });
      const { host } = new URL(baseUrl);
      if (answer.status === 401 || answer.status === 403) {
        return [problem('model', `${host} refuses the key`, 'See OPENAI_API_KEY.')];
      }
      const said = models.safeParse(await answer.json().catch(() => undefined));
      if (!answer.ok || !said.success) {
        const todo = 'Some endpoints have no such list: the log says whether calls succeed.';
        return [warning('model', `${host} gave no list of models (HTTP ${answer.status})`, todo)];
      }
      const known = new Set(said.data.data.map(({ id }) => id));
      const wanted = [settings.chatModel, settings.embeddingModel, settings.visionModel];
      const missing = wanted.filter((name) => name !== undefined).filter((name) => !known.has(name));
      if (missing.length === 0) return [ok('model', `${host} has what is asked for`)];
      return [
        problem('model', `${host} has no ${missing.join(', ')}`, 'See OPENAI_CHAT_MODEL and the like.'),
      ];
    },
  };
}

/** The web server's port: free, or Deskline's own. */
export function webCheck({ host, port }: Pick<Config, 'host' | 'port'>): Check {
  return {
    of: 'web',
    async look() {
      const origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
      const running = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(WITHIN_MS) })
        .then(async (answer) => health.parse(await answer.json()))
        .catch(() => undefined);
      if (running) return [ok('web', `Deskline ${running.version} runs at ${origin}`)];
      return [await freePort({ host, port })];
    },
  };
}

async function freePort({ host, port }: { host: string; port: number }): Promise<Finding> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return ok('web', `port ${port} is free: Deskline doesn't run here now`);
  } catch {
    return problem('web', `port ${port} on ${host} is used by another program`, 'Choose another one: PORT.');
  } finally {
    server.close();
  }
}
