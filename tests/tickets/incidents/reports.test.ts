import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Features } from '../../../src/language/outages.ts';
import { createIncidentReports } from '../../../src/tickets/incidents/reports.ts';
import { insertTickets, seedAnn, ticketRow } from '../../store/rows.ts';
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts';
import { MORNING, policy } from '../setting.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

onEachDatabase('what others reported', (create) => {
  let database: TestDatabase;
  let now: number;
  beforeEach(async () => {
    database = await create();
    now = MORNING;
  });
  afterEach(() => database.drop());

  const reports = () => createIncidentReports({ db: database.db, policy, now: () => now });

  async function told(features: Features, ids: readonly string[], incidentId?: string): Promise<void> {
    await database.db.transaction({}, async (tx) => {
      for (const id of ids) {
        const report = { id, personId: `person ${id}`, department: null, features };
        await reports().keep(tx, incidentId === undefined ? report : { ...report, incidentId });
      }
    });
  }

  const many = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}-${i}`);
  const onFloor = (floor: number): Features => [`place:${floor}f`, 'service:network', 'symptom:down'];
  const vpnDown: Features = ['service:vpn', 'symptom:down'];

  it('is found where as many as fill the screen tell of another place', async () => {
    await seedAnn(database.db);
    const whole = { ...ticketRow('whole'), isIncident: true, stage: 'diagnosis' as const };
    await database.db.transaction({}, (tx) => insertTickets(tx, database.db, whole));
    await told(onFloor(3), many('third', 3), 'whole');
    now += MINUTE;
    await told(onFloor(5), many('fifth', 60));
    const alike = await reports().alike(onFloor(3), 'ann');
    expect(alike?.incident?.id).toBe('whole');
    expect(alike?.others).toBe(3);
  });

  it('is an incident only above what an ordinary day brings, however many that are', async () => {
    // Thirteen days with nine hours of 30 each: 30 and three deviations are 46.4.
    for (let day = 2; day <= 14; day++) {
      now = MORNING - day * DAY + MINUTE;
      await told(vpnDown, many(`day ${day}`, 270));
    }
    now = MORNING;
    await told(vpnDown, many('today', 45));
    expect(await reports().alike(vpnDown, 'ann')).toMatchObject({ others: 45, isMass: false });
    await told(vpnDown, ['one more']);
    expect(await reports().alike(vpnDown, 'ann')).toMatchObject({ others: 46, isMass: true });
  });

  it('is nothing where nobody told the like', async () => {
    await told(onFloor(5), many('fifth', 30));
    expect(await reports().alike(onFloor(3), 'ann')).toBeUndefined();
  });
});
