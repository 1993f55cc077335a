import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  GOOD_PASSWORD,
  HOUR,
  DAY,
  floorOf,
  openClinic,
  openPage,
  pageOf,
  proveTwice,
  requestsOf,
  securityOf,
  tokensOf,
  type Clinic,
} from './clinic.ts';

const NOT_HERE = "I can't do this here";

let clinic: Clinic;
beforeEach(async () => {
  clinic = await openClinic();
});
afterEach(() => clinic.close());

const kinds = async () => (await securityOf(clinic)).map(({ kind }) => kind);

describe('PR-2: whose account it is', () => {
  it('PR-2 a link younger than a day is not enough', async () => {
    const young = await openClinic({ age: 23 * HOUR });
    const ann = young.user('ann');
    await ann.says('I forgot my password');
    expect(ann.last()).toContain(NOT_HERE);
    expect((await requestsOf(young)).map(({ because }) => because)).toEqual(['young-link']);
    await young.close();
  });

  it('PR-2 the same name, the same e-mail or a code typed in another chat proves nothing', async () => {
    const impostor = clinic.user('mallory');
    await impostor.says('hello', { sender: { name: 'Ann Miller' } });
    await impostor.says('I forgot my password', { sender: { name: 'Ann Miller' } });
    expect(impostor.last()).toContain(NOT_HERE);
    const { db } = clinic.deskline;
    await db.transaction({}, async (tx) => {
      const row = { platform: 'slack', tenant: 'acme', userId: 'U-oscar', personId: 'dir-ann' };
      await tx.insert(db.tables.identities).values({ ...row, via: 'code', linkedAt: 0 });
    });
    const linked = clinic.user('oscar');
    await linked.says('I forgot my password');
    expect(linked.last()).toContain(NOT_HERE);
    expect(await tokensOf(clinic)).toEqual([]);
  });
});

describe('PR-5: contacts', () => {
  it.each(['mobile', 'secondaryMail', 'mail', 'managerDn'] as const)(
    'PR-5 a %s that changed within the week goes to staff',
    async (field) => {
      clinic.lab.set('ann', { [field]: field === 'mobile' ? '+15559999' : 'new@evil.example' });
      await clinic.deskline.readPeople();
      const ann = clinic.user('ann');
      await ann.says('I forgot my password');
      expect((await requestsOf(clinic))[0]?.because).toBe('contacts-changed');
      await clinic.pass(8 * DAY);
      await ann.says('I forgot my password');
      expect(ann.last()).toContain('Your account is **ann**');
    },
  );

  it('PR-5 a change since the last reading is seen as well', async () => {
    clinic.lab.set('ann', { mobile: '+15559999' });
    await clinic.user('ann').says('I forgot my password');
    expect((await requestsOf(clinic))[0]?.because).toBe('contacts-changed');
  });

  it('PR-5 what the directory itself says has changed counts', async () => {
    clinic.lab.changed = ['mobile'];
    await clinic.user('ann').says('I forgot my password');
    expect((await requestsOf(clinic))[0]?.because).toBe('contacts-changed');
  });

  it('PR-5 a change while the page is open ends it before anything is written', async () => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    clinic.lab.set('ann', { mobile: '+15559999' });
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'over' });
    expect(clinic.lab.writes).toEqual([]);
  });
});

describe('PR-6: accounts that are left alone', () => {
  it.each([
    ['administrator', { excluded: 'administrator' }],
    ['protected-group', { excluded: 'protected-group' }],
    ['service-account', { excluded: 'service-account' }],
    ['excluded-unit', { excluded: 'excluded-unit' }],
    ['disabled', { state: 'disabled' }],
    ['account-expired', { state: 'expired' }],
  ] as const)('PR-6 %s, at the start and just before the write', async (because, fields) => {
    const session = await openPage(clinic);
    await proveTwice(clinic, session);
    clinic.lab.set('ann', fields);
    expect(await pageOf(clinic).setPassword(session, GOOD_PASSWORD, GOOD_PASSWORD)).toEqual({ is: 'over' });
    const ann = clinic.user('ann');
    await ann.says('I forgot my password');
    expect(ann.last()).toContain(NOT_HERE);
    const all = await requestsOf(clinic);
    expect(all.map((one) => one.because)).toEqual([because, because]);
    expect(clinic.lab.writes).toEqual([]);
  });

  it('PR-6 whoever has a role at the desk', async () => {
    const { db } = clinic.deskline;
    await clinic.user('ann').says('hello');
    await db.transaction({}, async (tx) => {
      await tx
        .insert(db.tables.deskMembers)
        .values({ queueId: 'it-l1', personId: 'dir-ann', seenAt: clinic.now() });
    });
    await clinic.user('ann').says('I forgot my password');
    expect((await requestsOf(clinic))[0]?.because).toBe('staff');
  });

  it('PR-6 it stays off while the directory’s self-test finds something', async () => {
    clinic.lab.problems = ['the canary could be changed'];
    await floorOf(clinic).test();
    const ann = clinic.user('ann');
    await ann.says('I forgot my password');
    expect(ann.texts().join('\n')).not.toContain('Your account is');
    expect(clinic.log.join('')).toContain('the canary could be changed');
  });
});

describe('PR-7: direct chats of members only', () => {
  it.each(['guest', 'external', 'bot', 'self'] as const)('PR-7 a %s starts nothing', async (kind) => {
    await clinic.user('ann').says('I forgot my password', { sender: { kind } });
    expect(await requestsOf(clinic)).toEqual([]);
    expect(clinic.user('ann').texts()).toEqual([]);
  });

  it('PR-7 forwarded and edited messages start nothing', async () => {
    const ann = clinic.user('ann');
    await ann.says('I forgot my password', { forwarded: true });
    await ann.says('hello');
    await ann.edits('I forgot my password');
    expect(ann.texts().join('\n')).not.toContain('Your account is');
    expect(await requestsOf(clinic)).toEqual([]);
  });

  it('PR-7 whom the platform could not vouch for is refused', async () => {
    await clinic.user('ann').says('I forgot my password', { sender: { unverified: true } });
    expect((await requestsOf(clinic))[0]?.because).toBe('unverified');
  });

  it('PR-7 in a channel the bot says “write to me directly” and nothing else', async () => {
    await clinic.emit({
      kind: 'message',
      platform: 'slack',
      tenant: 'acme',
      keys: ['channel-1'],
      place: { platform: 'slack', tenant: 'acme', channel: 'C-random', kind: 'channel' },
      sender: { userId: 'U-ann', name: 'Ann', kind: 'member' },
      at: clinic.now(),
      messageId: 'c1',
      text: 'I forgot my password',
      files: [],
      mention: true,
    });
    expect(clinic.slack.texts('C-random')).toHaveLength(1);
    expect(clinic.slack.texts('C-random')[0]).not.toContain('ann');
    expect(clinic.user('ann').texts()).toEqual([]);
    expect(await requestsOf(clinic)).toEqual([]);
  });
});

describe('PR-15: one text', () => {
  it('PR-15 missing, excluded and paused accounts are answered alike', async () => {
    clinic.lab.set('ann', { excluded: 'administrator' });
    clinic.lab.set('zoe', { state: 'disabled' });
    const texts = [];
    for (const id of ['ann', 'nobody', 'zoe']) {
      await clinic.user(id).says('I forgot my password');
      texts.push(
        clinic
          .user(id)
          .last()
          .replace(/IT-\d+-\d+/, 'N'),
      );
    }
    expect(new Set(texts).size).toBe(1);
  });

  it('PR-15 the reason is for staff: it stands on the ticket and not in the chat', async () => {
    clinic.lab.set('ann', { excluded: 'administrator' });
    await clinic.user('ann').says('I forgot my password');
    expect(clinic.user('ann').texts().join('\n')).not.toContain('administrator');
    const thread = clinic.slack
      .chat('L1')
      .map(({ text }) => text)
      .join('\n');
    expect(thread).toContain('administrator');
  });
});

describe('PR-25, PR-26: nobody for somebody else', () => {
  it('PR-26 a press on another’s button is refused and audited', async () => {
    await openPage(clinic);
    const [request] = await requestsOf(clinic);
    await clinic.user('zoe').says('hello');
    await clinic.user('zoe').forges('reset-stop', request!.id);
    expect((await requestsOf(clinic))[0]?.state).toBe('opened');
    expect(await kinds()).toContain('press-by-another');
  });

  it('PR-25 a manager or an administrator who asks for somebody else is refused', async () => {
    const zoe = clinic.user('zoe');
    await zoe.says('Reset the password of Ann Miller, I am the administrator');
    expect(zoe.last()).toContain('only help people with their own account');
    expect(await requestsOf(clinic)).toEqual([]);
  });

  it('PR-14, PR-26 only the manager can approve, by the number that the page shows', async () => {
    const session = await openPage(clinic);
    await clinic.user('zoe').says('hello');
    expect(await pageOf(clinic).choose(session, 'manager')).toBe('asked');
    await clinic.deskline.settle();
    const shown = await pageOf(clinic).show(session);
    const number =
      shown.is === 'going-on' ? shown.request.methods.find(({ method }) => method === 'manager')?.number : 0;
    const buttons = clinic.slack.chat('U-zoe').at(-1)?.buttons ?? [];
    expect(buttons).toHaveLength(4);
    const right = buttons.find(({ label }) => label === String(number))!;
    await clinic.user('bob').says('hello');
    await clinic.user('bob').forges('reset-approve', right.value);
    expect(clinic.user('bob').last()).toContain("isn't yours");
    await clinic.user('ann').forges('reset-approve', right.value);
    expect(await kinds()).toContain('approval-by-another');
    await clinic.user('zoe').forges('reset-approve', right.value);
    expect(clinic.user('zoe').last()).toContain('confirmed');
    const [request] = await requestsOf(clinic);
    expect(request?.proven).toEqual(['manager']);
  });

  it('PR-14 a wrong number confirms nothing, and ends that prompt', async () => {
    const session = await openPage(clinic);
    await clinic.user('zoe').says('hello');
    await pageOf(clinic).choose(session, 'manager');
    await clinic.deskline.settle();
    const shown = await pageOf(clinic).show(session);
    const number =
      shown.is === 'going-on' ? shown.request.methods.find(({ method }) => method === 'manager')?.number : 0;
    const buttons = clinic.slack.chat('U-zoe').at(-1)?.buttons ?? [];
    const wrong = buttons.find(({ id, label }) => id === 'reset-approve' && label !== String(number))!;
    const right = buttons.find(({ label }) => label === String(number))!;
    await clinic.user('zoe').forges('reset-approve', wrong.value);
    await clinic.user('zoe').forges('reset-approve', right.value);
    expect((await requestsOf(clinic))[0]?.proven).toEqual([]);
  });
});
