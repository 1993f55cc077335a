import type { Agent, Chatter, Office } from '../support/office.ts';

/** A ticket of li-lei's about his VPN, opened by asking for a human; in the L1 channel. */
export async function openTicket(
  office: Office,
  { by = 'li-lei', problem = 'VPN 连不上，报错 809' }: { by?: string; problem?: string } = {},
): Promise<Chatter> {
  const requester = office.person(by);
  await requester.says(problem);
  await requester.says('转人工');
  await requester.hears(/IT-2026-\d{6}/);
  return requester;
}

/** An agent in the newest ticket's thread. */
export async function seated(office: Office, id: string, channel: string): Promise<Agent> {
  const agent = office.agent(id, channel);
  await agent.opens();
  return agent;
}

/** As `seated`, with the ticket claimed. */
export async function claiming(office: Office, id = 'wang-fang', channel = 'l1'): Promise<Agent> {
  const agent = await seated(office, id, channel);
  await agent.pressesOnCard('认领');
  return agent;
}

/** The value of one of a card's fields; undefined where the card hasn't got it. */
export async function onCard(agent: Agent, label: string): Promise<string | undefined> {
  const { body } = await agent.card();
  return body?.card?.fields.find((field) => field.label === label)?.value;
}

/** Marks on the agent's own message with this text. */
export async function marksOn(agent: Agent, text: string): Promise<string[] | undefined> {
  return (await agent.messages()).find((message) => message.text === text)?.reactions;
}
