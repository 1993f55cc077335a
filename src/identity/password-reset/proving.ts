import { resetLane } from './locks.ts';
import { verbatim } from '../../content/markdown.ts';
import { failure } from '../../runtime/failure.ts';
import type { Transaction } from '../../store/database.ts';
import type { ProofMethod } from '../../store/schema.ts';
import type { Challenge } from './challenges.ts';
import type { ResetCore } from './core.ts';
import { maskedMail, maskedPhone } from './masked.ts';
import { isProven } from './proofs.ts';
import { isLive, type ResetRequest } from './requests.ts';
import type { PageVisit } from './sessions.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What came of choosing a method: `ready` where nothing has to be sent. */
export type Chosen = 'sent' | 'ready' | 'asked' | 'too-many' | 'not-sent';
/** What came of a code. `over`: this method is used up, or too late. */
export type Proved = 'right' | 'wrong' | 'over';

/** The two proofs: sending codes, asking managers, comparing what is typed. */
export function createProving(core: ResetCore) {
  const { db, policy, requests, challenges, channels } = core;

  async function sendCode({ request, account, now }: PageVisit, method: 'sms' | 'mail'): Promise<Chosen> {
    const address = method === 'sms' ? account.mobile : account.secondaryMail;
    const send = channels[method];
    if (address === undefined || !send) return 'not-sent';
    const to = method === 'sms' ? maskedPhone(address) : maskedMail(address);
    const issued = await core.inTurn(request, async (tx) => {
      const made = await challenges.issueCode(tx, { requestId: request.id, method, now });
      if (made) await core.note(tx, request, { kind: 'proof-sent', at: now, data: { method, to } });
      return made;
    });
    if (!issued) return 'too-many';
    core.probe('reset-code-stored');
    const say = (key: string, params = {}) => core.messages.say(request.locale, key, params);
    const text = say(`reset.code.${request.purpose}`, {
      code: issued.code,
      login: account.login,
      minutes: policy.code / MINUTE_MS,
    });
    try {
      await send(address, { subject: say('reset.code.subject'), text });
    } catch (error) {
      core.log.warn({ ...failure(error), request: request.id, method }, 'a code could not be sent');
      await core.inTurn(request, (tx) => challenges.close(tx, issued.challenge.id, now));
      return 'not-sent';
    }
    return 'sent';
  }

  async function askManager({ request, account, looked, now }: PageVisit): Promise<Chosen> {
    const { manager } = looked;
    if (manager === undefined) return 'not-sent';
    return core.inTurn(request, async (tx) => {
      const until = request.expiresAt;
      const challenge = await challenges.askManager(tx, {
        requestId: request.id,
        approverId: manager,
        now,
        until,
      });
      if (!challenge) return 'too-many';
      const asked = await core.writeTo(tx, manager, (locale) => {
        const say = (key: string, params = {}) => core.messages.say(locale, key, params);
        const { offered = [] } = challenge.numbers ?? {};
        return {
          text: say(`reset.approve.${request.purpose}`, {
            name: verbatim(account.name),
            login: verbatim(account.login),
          }),
          buttons: [
            ...offered.map((number) => ({
              id: 'reset-approve',
              label: String(number),
              value: `${challenge.id}:${number}`,
            })),
            {
              id: 'reset-deny',
              label: say('button.reset-deny'),
              value: challenge.id,
              style: 'danger' as const,
            },
          ],
        };
      });
      if (!asked) {
        await challenges.close(tx, challenge.id, now);
        return 'not-sent';
      }
      await core.note(tx, request, { kind: 'proof-sent', at: now, data: { method: 'manager', to: manager } });
      return 'asked';
    });
  }

  async function compare(
    tx: Transaction,
    { request, account, now }: Pick<PageVisit, 'request' | 'account' | 'now'>,
    { challenge, code }: { challenge: Challenge; code: string },
  ): Promise<boolean> {
    switch (challenge.method) {
      case 'totp':
        return core.authenticators.use(tx, account.id, code.replace(/\s/g, ''), now);
      case 'recovery-code':
        return core.recoveryCodes.use(tx, account.id, code, now);
      case 'sms':
      case 'mail':
        return challenges.isRight({ ...challenge, requestId: request.id }, code.replace(/\s/g, ''));
      case 'manager':
        return false;
    }
  }

  /** One more proof; the second one makes the request ready for what it is for. */
  async function accept(
    tx: Transaction,
    { id }: ResetRequest,
    { challenge, actor, now }: { challenge: Challenge; actor: string; now: number },
  ): Promise<boolean> {
    const request = await requests.byId(id, tx);
    if (!request || !isLive(request) || !(await challenges.close(tx, challenge.id, now))) return false;
    const proven = [...new Set([...request.proven, challenge.method])];
    const state = isProven(proven) ? 'proven' : 'opened';
    if (!(await requests.prove(tx, request, { proven, state, now }))) return false;
    await core.note(tx, request, { kind: 'proof-ok', at: now, actor, data: { method: challenge.method } });
    return true;
  }

  async function reject(
    tx: Transaction,
    request: ResetRequest,
    {
      method,
      actor,
      now,
      isCounted = false,
    }: { method: ProofMethod; actor: string; now: number; isCounted?: boolean },
  ): Promise<void> {
    if (!isCounted) await requests.countFailure(tx, request.id);
    await core.note(tx, request, { kind: 'proof-failed', at: now, actor, data: { method } });
    const { accountId } = request;
    const failures = accountId === null ? 0 : await requests.failuresSince(accountId, now - DAY_MS, tx);
    if (failures < policy.limits.failures) return;
    const because = 'too-many-failures';
    const set = { state: 'refused' as const, because, endedAt: now };
    if (!(await requests.move(tx, request.id, [request.state], set))) return;
    await core.note(tx, request, { kind: 'refused', at: now, actor, data: { because } });
    await core.tell(tx, { request: { ...request, ...set }, what: 'refused', because });
  }

  return {
    /** Makes a method the one that is waited for: sends its code, or asks the manager. */
    async choose(visit: PageVisit, method: ProofMethod): Promise<Chosen> {
      const { request, looked, now } = visit;
      if (!looked.methods.includes(method) || request.proven.includes(method)) return 'not-sent';
      if (method === 'sms' || method === 'mail') return sendCode(visit, method);
      if (method === 'manager') return askManager(visit);
      const until = request.expiresAt;
      await db.transaction({}, (tx) => challenges.await(tx, { requestId: request.id, method, now, until }));
      return 'ready';
    },

    /** Compares what was typed: the try is taken and committed before anything is compared. */
    async prove(
      visit: Pick<PageVisit, 'request' | 'account' | 'now'>,
      method: ProofMethod,
      code: string,
    ): Promise<Proved> {
      const { request, now } = visit;
      const wanted = { requestId: request.id, method, now };
      const challenge = await db.transaction({ lock: [resetLane(request.id)] }, (tx) =>
        challenges.takeTry(tx, wanted),
      );
      if (!challenge) return 'over';
      core.probe('reset-try-taken');
      return core.inTurn(request, async (tx) => {
        const isRight = await compare(tx, visit, { challenge, code });
        if (isRight && (await accept(tx, request, { challenge, actor: 'page', now }))) return 'right';
        if (!isRight) await reject(tx, request, { method, actor: 'page', now });
        return isRight ? 'over' : 'wrong';
      });
    },

    accept,
    reject,
  };
}

export type Proving = ReturnType<typeof createProving>;
