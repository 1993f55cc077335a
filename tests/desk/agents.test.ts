import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPresence } from '../../src/tickets/presence.ts';
import { createAgents } from '../../src/desk/actions/agents.ts';
import type { InboundEvent, Sender } from '../../src/platforms/platform.ts';
import { openOffice, type Office } from '../support/office.ts';
import { onCard, openTicket, seated } from './setting.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
  await openTicket(office);
});
afterEach(() => office.close());

async function resultOf(sender: Sender, text = '认领'): Promise<string> {
  const wang = await seated(office, 'wang-fang', 'l1');
  const event: InboundEvent = {
    kind: 'message',
    platform: 'web',
    tenant: 'local',
    keys: ['test'],
    place: {
      platform: 'web',
      tenant: 'local',
      channel: 'l1',
      kind: 'channel',
      thread: String((await wang.card()).seq),
    },
    sender,
    at: office.now(),
    messageId: '999',
    text,
    files: [],
  };
  const stored = { id: 1, lane: 'test', payload: event } as Parameters<
    typeof office.deskline.services.handle
  >[0];
  return (await office.deskline.services.handle(stored)).result;
}

const desk = () => {
  const { db, services } = office.deskline;
  return { db, presence: createPresence(db), tenantOf: services.tenantOf };
};

describe('who is an agent', () => {
  it.each(['guest', 'external', 'bot', 'self'] as const)('is never a %s, whatever the name', async (kind) => {
    expect(await resultOf({ userId: 'wang-fang', name: '王芳', kind })).toBe(`ignored: ${kind}`);
  });

  it('is no employee who writes in a desk channel, also not under an agent’s name', async () => {
    expect(await resultOf({ userId: 'ann', name: '王芳', kind: 'member' })).toBe('ignored: no agent');
    expect(await resultOf({ userId: 'nobody-knows-me', name: '王芳', kind: 'member' })).toBe(
      'ignored: no agent',
    );
    expect(await resultOf({ userId: 'wang-fang', name: 'Somebody', kind: 'member' })).toBe('claim');
  });

  it('is nobody by membership of whom we may not ask whether he is a guest', async () => {
    const sender: Sender = { userId: 'wang-fang', name: '王芳', kind: 'member', unverified: true };
    expect(await resultOf(sender)).toBe('ignored: no agent');
    office.deskline.content.policy.queues[0]?.members.push('wang-fang');
    expect(await resultOf(sender)).toBe('claim');
    office.deskline.content.policy.queues[0]?.members.pop();
  });

  it('is no agent of another queue', async () => {
    const chen = await seated(office, 'chen-wei', 'l1');
    await chen.pressesOnCard('认领');
    await chen.hearsNothing();
    expect(await onCard(chen, '负责人')).toBe('未认领');
  });

  it('is narrowed by `agents: listed` to those named in the queue', async () => {
    const { content, services } = office.deskline;
    const [queue] = content.policy.queues;
    const policy = { ...content.policy, agents: 'listed' as const };
    const agents = createAgents({ ...desk(), policy, people: services.people });
    const wang = { platform: 'web', tenant: 'local', userId: 'wang-fang' };
    expect(agents.mayAct(queue!, 'wang-fang', wang)).toBe(false);
    expect(agents.mayAct({ ...queue!, members: ['wang-fang'] }, 'wang-fang', wang)).toBe(true);
    expect(agents.mayAct({ ...queue!, members: ['web:wang-fang'] }, 'wang-fang', wang)).toBe(true);
    expect(agents.mayAct({ ...queue!, members: ['ann'] }, 'ann', { ...wang, userId: 'ann' })).toBe(false);
  });

  it('is on other platforms every full member of the channel, unless they are listed', async () => {
    const { content, services } = office.deskline;
    const queue = { ...content.policy.queues[0]!, channel: { platform: 'slack', channel: 'C1' } };
    const someone = { platform: 'slack', tenant: 'T1', userId: 'U1' };
    const open = createAgents({ ...desk(), policy: content.policy, people: services.people });
    expect(open.mayAct(queue, '01J', someone)).toBe(true);
    const listed = createAgents({
      ...desk(),
      policy: { ...content.policy, agents: 'listed' },
      people: services.people,
    });
    expect(listed.mayAct(queue, '01J', someone)).toBe(false);
    expect(listed.mayAct({ ...queue, members: ['slack:U1'] }, '01J', someone)).toBe(true);
  });
});
