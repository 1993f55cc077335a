import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { webWorld, type WebWorld } from './world.ts';

let world: WebWorld;
beforeEach(async () => {
  world = await webWorld();
});
afterEach(() => world.close());

describe("the desk's list", () => {
  it('says of a part of an incident which ticket it is solved with, as nobody need claim it', async () => {
    const whole = await world.addTicket({ number: 'IT-2026-000001', requesterId: 'ann', isIncident: true });
    await world.addTicket({ number: 'IT-2026-000002', requesterId: 'ann', parentId: whole });
    const page = await (await world.as('lin', 'en').get('/desk/it-l1')).text();
    expect(page.match(/→ Part of IT-2026-000001/g)).toHaveLength(1);
    expect(page.match(/→ Unclaimed/gi)).toHaveLength(1);
  });
});
