import type { Agent, Colleague } from './people.ts';
import type { Words } from './words.ts';

export const NUMBER = 'IT-2026-000001';

/** A picture that somebody took of his printer. */
export const PHOTO = {
  name: 'jam.png',
  bytes: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};

export const MANUAL = {
  name: 'roller.pdf',
  bytes: Buffer.from('%PDF-1.4\n% how to change the roller\n%%EOF\n'),
};

export interface Play {
  requester: Colleague;
  agent: Agent;
  words: Words;
}

/** The employee's side until there is a ticket. */
export async function reports({ requester, words }: Omit<Play, 'agent'>): Promise<void> {
  await requester.says(words.problem);
  requester.hears(words.source);
  await requester.presses(words.notSolved);
  requester.hears(words.firstChecks);
  await requester.presses(words.notSolved);
  requester.hears(words.whichPrinter);
  await requester.says(words.printer);
  requester.hears(words.whichError);
  await requester.says(words.none);
  requester.hears(words.opened, NUMBER);
}

/** Both sides talk; what is internal stays where it is. */
export async function talks({ requester, agent, words }: Play): Promise<void> {
  await agent.claims(NUMBER);
  requester.hears(words.taken);
  requester.catchUp();
  await agent.says(words.onMyWay);
  requester.hears(words.onMyWay);
  requester.catchUp();
  await agent.says(`// ${words.aside}`);
  await agent.says(`${words.note} ${words.secret}`);
  requester.hearsNothing();
  agent.catchUp();
  await requester.says(words.atMyDesk);
  agent.hears(words.atMyDesk);
  await requester.says(words.sheet, { files: [PHOTO] });
  agent.hears(words.sheet);
  await agent.says(words.manual, { files: [MANUAL] });
  requester.hears(words.manual);
}

/** The agent says that it is solved: in the form behind the card's button, or in words. */
export async function resolves({ requester, agent, words }: Play): Promise<void> {
  if (agent.hasThreads) {
    await agent.pressesOnCard(NUMBER, words.resolveLabel, { cause: words.cause, steps: words.steps });
  } else {
    await agent.says(words.resolve);
  }
  requester.hears(words.resolved, words.cause);
}

/** The requester confirms it and rates the service. */
export async function confirms({ requester, words }: Omit<Play, 'agent'>): Promise<void> {
  await requester.presses(words.solved);
  requester.hears(words.confirmed, words.response);
  for (const [n, score] of words.scores.entries()) {
    await requester.presses(score);
    requester.hears([words.quality, words.attitude, words.anythingElse][n] ?? '');
  }
  await requester.says(words.praise);
  requester.hears(words.closed);
}

/** Each side corrects itself where its platform lets people edit. */
export async function corrects({ requester, agent, words }: Play): Promise<void> {
  if (requester.vendor === 'slack') {
    const id = await requester.write(words.typo);
    await requester.edits(id, words.corrected);
    agent.sees(words.corrected);
  }
  if (agent.vendor === 'slack') {
    const id = await agent.write(words.agentTypo);
    await agent.edits(id, words.agentCorrected);
    requester.sees(words.agentCorrected);
  }
}
