import pino from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { Colleague } from '../journeys/people.ts';
import { openCompany } from '../support/company.ts';

const Line = z.looseObject({ msg: z.string(), event: z.number().nullish(), platform: z.string().optional() });

it('one message can be followed through the log by its id, and its words are nowhere in it', async () => {
  const written: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void written.push(line) });
  const company = await openCompany({ requesters: ['slack'], desk: 'slack', locale: 'en', log });
  onTestFinished(() => company.close());
  const ann = new Colleague(company, 'slack', { id: 'U0ANN', name: 'Annabel Quist', locale: 'en' });
  await ann.says('my printer jammed beside the zanzibar cupboard');

  const lines = written.map((line) => Line.parse(JSON.parse(line)));
  const stored = lines.find(({ msg, platform }) => msg === 'event stored' && platform === 'slack');
  const trail = lines.filter(({ event }) => event !== undefined && event === stored?.event);
  expect(trail.map(({ msg }) => msg).slice(0, 2)).toEqual(['event stored', 'event done']);
  expect(trail[1]).toMatchObject({ kind: 'message', platform: 'slack', ms: expect.any(Number) as number });
  const sent = trail.slice(2);
  expect(sent.length).toBeGreaterThan(0);
  for (const line of sent) {
    expect(line).toMatchObject({
      msg: 'sent',
      platform: 'slack',
      attempts: 1,
      ms: expect.any(Number) as number,
    });
  }
  // As many as the database knows to have come of it.
  const { outbox } = company.deskline.db.tables;
  const rows = await company.deskline.db.read.select().from(outbox);
  expect(sent.map((line) => line['row'])).toEqual(
    rows.filter(({ eventId }) => eventId === stored?.event).map(({ id }) => id),
  );
  expect(written.join('')).not.toMatch(/zanzibar|printer jammed|Annabel/);
});
