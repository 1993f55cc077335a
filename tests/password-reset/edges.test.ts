import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryError } from '../../src/identity/accounts/account.ts';
import { addressIn } from '../../src/identity/password-reset/notices.ts';
import { createResetSwitch } from '../../src/identity/password-reset/switch.ts';
import { DeliveryError } from '../../src/platforms/platform.ts';
import type { TextChannel } from '../../src/platforms/text-channel.ts';
import {
  codeIn,
  DAY,
  floorOf,
  GOOD_PASSWORD,
  MINUTE,
  openClinic,
  openPage,
  pageOf,
  proveTwice,
  requestsOf,
  securityOf,
  type Clinic,
} from './clinic.ts';

let clinic: Clinic;
beforeEach(async () => {
  clinic = await openClinic();
});
afterEach(() => clinic.close());

const outages = async (what: 'read' | 'write') => {
  if (what === 'read') throw new DirectoryError('unavailable', 'down');
};

describe('a directory that doesn’t answer', () => {
  it('F14 leaves the page as it is, whatever is done on it', async () => {
    const session = await openPage(clinic);
    const page = pageOf(clinic);
    clinic.lab.before = outages;
    expect(await page.show(session)).toEqual({ is: 'down' });
    expect(await page.choose(session, 'mail')).toBe('down');
    expect(await page.prove(session, 'sms', '1')).toBe('down');
    expect(await page.setPassword(session, 'x', 'x')).toEqual({ is: 'down' });
    expect(await page.confirmPassword(session, 'x')).toBe('down');
    expect(await page.propose(session)).toBeUndefined();
    clinic.lab.before = async () => {};
    expect(await page.show(session)).toMatchObject({ is: 'going-on' });
  });

  it('F14 while a password is checked counts as no wrong one', async () => {
    await clinic.user('ann').says('set up my authenticator');
    const page = pageOf(clinic);
    const session = (await page.open(clinic.user('ann').token()))!;
    clinic.lab.authenticate = async () => {
      throw new DirectoryError('unavailable', 'down');
    };
    expect(await page.confirmPassword(session, 'x')).toBe('down');
    expect((await requestsOf(clinic))[0]?.failures).toBe(0);
  });

  it('PR-24 a program’s own mistake while writing leaves it unknown, and shows', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    clinic.lab.before = async (what) => {
      if (what === 'write') throw new TypeError('a mistake of ours');
    };
    await expect(pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).rejects.toThrow(
      'a mistake of ours',
    );
    expect((await requestsOf(clinic))[0]?.state).toBe('unknown');
  });

  it('another mistake than the directory’s is not taken for an outage', async () => {
    clinic.lab.before = async () => {
      throw new TypeError('a mistake of ours');
    };
    const identity = { platform: 'slack', tenant: 'acme', userId: 'U-ann' };
    await expect(floorOf(clinic).reset.look(identity, { purpose: 'reset', now: 0 })).rejects.toThrow(
      TypeError,
    );
  });
});

describe('codes that can’t be sent', () => {
  it('go another way, and who has none left goes to staff', async () => {
    const broken = (name: string): TextChannel => ({
      name,
      capabilities: clinic.slack.capabilities,
      tenant: () => '',
      start: async () => {},
      stop: async () => {},
      health: () => ({ state: 'connected' }),
      send: async () => ({ messageId: 'x' }),
      async sendNow() {
        throw new DeliveryError('transient', 'no');
      },
    });
    const other = await openClinic({ channels: { mail: broken('mail'), sms: broken('sms') } });
    const session = await openPage(other, 'li-lei');
    const page = pageOf(other);
    expect(await page.show(session)).toMatchObject({ is: 'going-on' });
    expect(await page.choose(session, 'sms')).toBe('not-sent');
    expect(await page.choose(session, 'sms')).toBe('not-sent');
    expect(await page.choose(session, 'mail')).toBe('not-sent');
    expect(await page.choose(session, 'mail')).toBe('not-sent');
    expect(await page.show(session)).toEqual({ is: 'over', ended: { purpose: 'reset', state: 'refused' } });
    await other.deskline.settle();
    expect(other.user('li-lei').last()).toContain('已经转给服务台');
    expect((await requestsOf(other))[0]?.because).toBe('too-few-proofs');
    await other.close();
  });

  it('a manager without a chat can’t be asked', async () => {
    const session = await openPage(clinic);
    expect(await pageOf(clinic).choose(session, 'manager')).toBe('not-sent');
    clinic.lab.set('zoe', { state: 'disabled' });
    expect(await pageOf(clinic).choose(session, 'manager')).toBe('not-sent');
  });

  it('a method that isn’t the person’s is none', async () => {
    const session = await openPage(clinic);
    expect(await pageOf(clinic).choose(session, 'totp')).toBe('not-sent');
    expect(await pageOf(clinic).prove(session, 'totp', '123456')).toBe('over');
    expect(await pageOf(clinic).prove(session, 'manager', '42')).toBe('over');
  });
});

describe('managers', () => {
  it('PR-26 nobody vouches for himself with a second account', async () => {
    clinic.lab.set('ann', { managerDn: 'uid=ann' });
    await clinic.deskline.readPeople();
    await clinic.pass(8 * DAY);
    const session = await openPage(clinic);
    expect(await pageOf(clinic).choose(session, 'manager')).toBe('not-sent');
  });

  it('PR-14 may refuse, also in words; then it is too late to press', async () => {
    const session = await openPage(clinic);
    const zoe = clinic.user('zoe');
    await zoe.says('hello');
    await pageOf(clinic).choose(session, 'manager');
    await clinic.deskline.settle();
    const [button] = clinic.slack.chat('U-zoe').at(-1)?.buttons ?? [];
    await zoe.says('Refuse');
    expect(zoe.last()).toContain('Refused.');
    await zoe.forges('reset-approve', button!.value);
    expect(zoe.last()).toContain('over');
    await zoe.forges('reset-approve', 'nonsense');
    expect(zoe.last()).toContain('over');
  });

  it('PR-14 may type the number where buttons can’t be pressed', async () => {
    const session = await openPage(clinic);
    const zoe = clinic.user('zoe');
    await zoe.says('hello');
    await pageOf(clinic).choose(session, 'manager');
    await clinic.deskline.settle();
    const shown = await pageOf(clinic).show(session);
    const number =
      shown.is === 'going-on' ? shown.request.methods.find(({ method }) => method === 'manager')?.number : 0;
    await zoe.says(String(number));
    expect((await requestsOf(clinic))[0]?.proven).toEqual(['manager']);
    await zoe.says('42');
    expect(zoe.last()).not.toContain('confirmed');
  });

  it('PR-26 the employee can’t type the number for him', async () => {
    const session = await openPage(clinic);
    await clinic.user('zoe').says('hello');
    await pageOf(clinic).choose(session, 'manager');
    const shown = await pageOf(clinic).show(session);
    const asked = shown.is === 'going-on' && shown.request.methods.find(({ method }) => method === 'manager');
    expect(asked && asked.number).toBeGreaterThan(0);
    expect(await pageOf(clinic).prove(session, 'manager', String(asked && asked.number))).toBe('wrong');
    expect((await requestsOf(clinic))[0]?.proven).toEqual([]);
  });

  it('PR-26 who isn’t the manager any more approves nothing', async () => {
    const session = await openPage(clinic);
    await clinic.user('zoe').says('hello');
    await pageOf(clinic).choose(session, 'manager');
    await clinic.deskline.settle();
    const [button] = clinic.slack.chat('U-zoe').at(-1)?.buttons ?? [];
    clinic.lab.set('zoe', { state: 'disabled' });
    await clinic.user('zoe').forges('reset-approve', button!.value);
    expect((await requestsOf(clinic))[0]?.proven).toEqual([]);
    expect((await securityOf(clinic)).map(({ kind }) => kind)).toContain('approval-by-another');
  });
});

describe('words instead of buttons', () => {
  it('begin, stop and deny as the buttons do', async () => {
    const ann = clinic.user('ann');
    await ann.says('Reset my password now');
    expect(ann.last()).toContain('Open this page');
    await ann.says("Stop, that's not me");
    expect(ann.last()).toContain('stopped');
    await ann.says("Stop, that's not me");
    expect(ann.last()).not.toContain('Open this page');
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD);
    await clinic.deskline.settle();
    await ann.says("It wasn't me");
    expect(ann.last()).toContain('blocked');
  });

  it('a stop that comes too late says so', async () => {
    const ann = clinic.user('ann');
    await ann.says('hello');
    await ann.forges('reset-stop', '01ARZ3NDEKTSV4RRFFQ69G5FAV');
    expect(ann.last()).toContain('over already');
    await ann.forges('reset-unknown', 'x');
    expect(ann.last()).not.toContain('Open this page');
  });

  it('“None of these” and a lost phone go on as if they had been written', async () => {
    const ann = clinic.user('ann');
    await ann.says("I can't log in");
    await ann.presses('None of these');
    expect(ann.last()).not.toContain('What happens when you log in?');
    await ann.says('what is my username?');
    expect(ann.texts().join('\n')).toContain('The user name you log in with is **ann**');
  });

  it('an account that isn’t locked is not unlocked', async () => {
    const ann = clinic.user('ann');
    await ann.says('my account is locked');
    expect(ann.last()).toContain("isn't locked at the moment");
    await ann.forges('reset-unlock', '');
    expect(ann.last()).toContain("isn't locked at the moment");
    expect(await requestsOf(clinic)).toEqual([]);
  });

  it('PR-28 administrators turn it off and on in the chat, nobody else', async () => {
    await clinic.user('ann').says('disable password reset');
    expect(await floorOf(clinic).reset.isOn()).toBe(true);
    clinic.deskline.content.policy.roles.admin.push('slack:U-zoe');
    await clinic.user('zoe').says('disable password reset');
    expect(clinic.user('zoe').last()).toContain('is off');
    expect(await floorOf(clinic).reset.isOn()).toBe(false);
    expect(await pageOf(clinic).open('x')).toBeUndefined();
    await clinic.user('zoe').says('enable password reset');
    expect(clinic.user('zoe').last()).toContain('is on');
    clinic.deskline.content.policy.roles.admin.pop();
  });
});

describe('the authenticator’s page', () => {
  async function enrolling(): Promise<string> {
    clinic.lab.passwords.set('ann', 'the present one');
    await clinic.user('ann').says('set up my authenticator');
    return (await pageOf(clinic).open(clinic.user('ann').token()))!;
  }

  it('gives up after three wrong passwords', async () => {
    const session = await enrolling();
    for (let n = 0; n < 3; n += 1) expect(await pageOf(clinic).confirmPassword(session, 'x')).toBe('wrong');
    expect(await pageOf(clinic).confirmPassword(session, 'the present one')).toBe('over');
  });

  it('takes a secret back only where it is its own, and a code only once', async () => {
    const session = await enrolling();
    const page = pageOf(clinic);
    expect(await page.confirmCode(session, 'x', '123456')).toBe('over');
    await page.confirmPassword(session, 'the present one');
    expect(await page.confirmPassword(session, 'the present one')).toBe('over');
    const { secret, sealed } = (await page.propose(session))!;
    expect((await page.proposeAgain(session, sealed))?.secret).toBe(secret);
    expect(await page.proposeAgain(session, 'forged')).toBeUndefined();
    expect(await page.confirmCode(session, 'forged', '123456')).toBe('over');
    expect(await page.setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'over' });
    expect(await page.unlock(session)).toEqual({ is: 'over' });
  });
});

describe('ends', () => {
  it('a link that waits to be sent while its request ends is not sent', async () => {
    const ann = clinic.user('ann');
    const { links } = floorOf(clinic).reset;
    await openPage(clinic);
    const [request] = await requestsOf(clinic);
    await clinic.user('ann').presses("Stop, that's not me");
    const row = { ref: `reset-link:page:${request!.id}`, body: { text: 'x' }, place: { platform: 'slack' } };
    await expect(links.complete(row as never)).rejects.toMatchObject({ fate: 'permanent', obstacle: 'gone' });
    expect(ann.last()).toContain('stopped');
  });

  it('a message without a link stays as it is', async () => {
    const { links } = floorOf(clinic).reset;
    const body = { text: 'https://link.invalid/ in somebody’s words' };
    expect(await links.complete({ ref: null, body, place: { platform: 'slack' } } as never)).toEqual(body);
    expect(await links.complete({ ref: 'reset-link:page:x', body, place: {} } as never)).toEqual(body);
  });

  it('on the built-in platform the link is a page of our own, without a token', async () => {
    await openPage(clinic);
    const [request] = await requestsOf(clinic);
    const row = {
      ref: `reset-link:page:${request!.id}`,
      body: { text: '[a](https://link.invalid/)' },
      place: { platform: 'web' },
    };
    const done = await floorOf(clinic).reset.links.complete(row as never);
    expect(done?.text).toBe(`[a](/reset/begin/${request!.id})`);
    const notMe = { ...row, ref: `reset-link:not-me:${request!.id}:mail` };
    expect((await floorOf(clinic).reset.links.complete(notMe as never))?.text).toBe(
      `[a](/reset/not-me/${request!.id})`,
    );
  });

  it('PR-26 nobody opens a page as somebody else, and none of another platform', async () => {
    await openPage(clinic);
    const [request] = await requestsOf(clinic);
    expect(await pageOf(clinic).openAs(request!.id, 'U-ann')).toBeUndefined();
    expect(await pageOf(clinic).notMeAs(request!.id, 'dir-zoe')).toBe(false);
    expect(await pageOf(clinic).notMeAs(request!.id, 'dir-ann')).toBe(true);
    await pageOf(clinic).cancel('nobody’s');
  });

  it('PR-26 on the built-in platform its own person opens the page, once, and not while the switch is off', async () => {
    await clinic.user('ann').says('Reset my password now');
    const { db } = clinic.deskline;
    const own = { platform: 'web', userId: 'ann' };
    await db.transaction({}, async (tx) => {
      await tx.update(db.tables.resetRequests).set(own);
    });
    const [request] = await requestsOf(clinic);
    const page = pageOf(clinic);
    expect(await page.openAs(request!.id, 'zoe')).toBeUndefined();
    await db.transaction({}, (tx) => createResetSwitch(db).set(tx, false));
    expect(await page.openAs(request!.id, 'ann')).toBeUndefined();
    await db.transaction({}, (tx) => createResetSwitch(db).set(tx, true));
    expect(await page.openAs(request!.id, 'ann')).toMatch(/^[\w-]{43}$/);
    expect(await page.openAs(request!.id, 'ann')).toBeUndefined();
  });

  it('a link that is opened too late, or after the clock went back, opens nothing', async () => {
    const ann = clinic.user('ann');
    await ann.says('Reset my password now');
    const token = ann.token();
    clinic.shift(-2 * MINUTE);
    expect(await pageOf(clinic).open(token)).toBeUndefined();
  });

  it('a block is lifted once', async () => {
    expect(await floorOf(clinic).reset.lift('ann', 'zoe')).toBe(false);
  });

  it('what comes due for a request that is over changes nothing', async () => {
    const { followUps } = floorOf(clinic).reset;
    const { db } = clinic.deskline;
    for (const [name, handler] of Object.entries(followUps)) {
      const payload = { kind: 'timer', key: name, name, subject: 'nobody’s', dueAt: 0 } as const;
      const plan = await handler({ payload } as never);
      await db.transaction({}, async (tx) => plan.apply?.(tx));
    }
    expect(await requestsOf(clinic)).toEqual([]);
  });

  it('addresses are named by account and kind only', () => {
    expect(addressIn('account:ann:mobile')).toEqual({ accountId: 'ann', kind: 'mobile' });
    expect(addressIn('account:ann:password')).toBeUndefined();
    expect(codeIn([{ at: 0, to: '', subject: '', text: 'code 123456' }])).toBe('123456');
  });

  it('PR-4 nothing is a proof that people know of each other', () => {
    expect(clinic.setup.policy.proofs).toEqual(['totp', 'sms', 'mail', 'recovery-code', 'manager']);
  });
});
