import { connect } from 'node:net';
import { once } from 'node:events';
import { z } from 'zod';
import type { PlatformSettings } from '../config.ts';
import { ok, problem, type Check, type Finding } from './finding.ts';

const WITHIN_MS = 8_000;
const slackAnswer = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  team: z.string().optional(),
  user: z.string().optional(),
});
const dingtalkAnswer = z.object({ accessToken: z.string().optional(), code: z.string().optional() });
const REACH = 'See that this machine may reach it: a proxy or firewall may stand in the way.';

/** Whether each vendor can be reached and takes our credentials, without the connection that a running program holds. */
export function platformChecks({ slack, dingtalk, wecom }: PlatformSettings): Check[] {
  return [
    ...(slack ? [{ of: 'slack', look: () => slackLook(slack) }] : []),
    ...(dingtalk ? [{ of: 'dingtalk', look: () => dingtalkLook(dingtalk) }] : []),
    ...(wecom ? [{ of: 'wecom', look: () => wecomLook(wecom) }] : []),
  ];
}

async function slackLook({ apiUrl, botToken }: NonNullable<PlatformSettings['slack']>): Promise<Finding[]> {
  const answer = await fetch(new URL('auth.test', apiUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${botToken}` },
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  const said = slackAnswer.safeParse(await answer.json());
  if (!said.success) return [problem('slack', `${new URL(apiUrl).host} answered ${answer.status}`, REACH)];
  const { ok: isGood, error = 'no reason', team = '', user = '' } = said.data;
  if (isGood) return [ok('slack', `signed in to ${team} as ${user}`)];
  return [
    problem(
      'slack',
      `SLACK_BOT_TOKEN is refused: ${error}`,
      'Copy the bot token of the app anew, and install it.',
    ),
  ];
}

async function dingtalkLook(settings: NonNullable<PlatformSettings['dingtalk']>): Promise<Finding[]> {
  const answer = await fetch(`${settings.apiUrl}/v1.0/oauth2/accessToken`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ appKey: settings.clientId, appSecret: settings.clientSecret }),
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  const said = dingtalkAnswer.safeParse(await answer.json());
  if (said.success && said.data.accessToken) return [ok('dingtalk', 'it takes the credentials')];
  const code = said.data?.code ?? `HTTP ${answer.status}`;
  const todo = 'Copy DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET anew.';
  return [problem('dingtalk', `the credentials are refused: ${code}`, todo)];
}

/** A second connection would throw out the running program's: only whether the vendor is there can be said. */
async function wecomLook({ wsUrl }: NonNullable<PlatformSettings['wecom']>): Promise<Finding[]> {
  const { hostname, port, protocol } = new URL(wsUrl);
  const socket = connect({ host: hostname, port: Number(port) || (protocol === 'ws:' ? 80 : 443) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(WITHIN_MS) });
    return [
      ok(
        'wecom',
        `${hostname} can be reached; the secret shows at the start (a second connection would end the first)`,
      ),
    ];
  } catch {
    return [problem('wecom', `${hostname} can't be reached`, REACH)];
  } finally {
    socket.destroy();
  }
}
