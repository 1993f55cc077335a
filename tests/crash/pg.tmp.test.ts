import { inject, it } from 'vitest';
import pg from 'pg';
import { openOffice } from '../support/office.ts';
it('pg smoke', { timeout: 60_000 }, async () => {
  const base = process.env.TEST_POSTGRES_URL ?? (inject as any)('postgres')?.url ?? (inject as any)('postgres');
  const url = new URL(base); const c = new pg.Client(base); await c.connect(); await c.query('create database crashsmoke'); await c.end(); url.pathname = '/crashsmoke';
  const o = await openOffice({ databaseUrl: url.href });
  const p = o.person('ann');
  for (const l of ['hello','VPN error 809','cancel','The printer is jammed','not solved','not solved','HP M404 on floor 3','human','thanks']) { await p.says(l); console.log(l, '<', (await p.heard()).map((s) => s.slice(0, 60)).join(' | ')); }
  await o.pass(25 * 3600_000);
  await o.close();
});
