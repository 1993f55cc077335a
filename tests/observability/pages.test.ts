import { expect, it, onTestFinished } from 'vitest';
import { createWebApp } from '../../src/web/web-app.ts';
import { webWorld } from '../web/world.ts';

it('/readyz says 503 with the reasons, while /healthz answers without asking anybody', async () => {
  const world = await webWorld();
  onTestFinished(() => world.db.close());
  const app = createWebApp({
    ...world.deps,
    operation: {
      readiness: async () => ({ reasons: ['stopping', 'database'], disconnected: ['slack'] }),
      metrics: () => Promise.reject(new Error('not asked')),
    },
  });
  const url = 'http://127.0.0.1:3000';
  const unready = await app.request(`${url}/readyz`);
  expect(unready.status).toBe(503);
  expect(await unready.json()).toEqual({
    status: 'unready',
    reasons: ['stopping', 'database'],
    disconnected: ['slack'],
  });
  expect((await app.request(`${url}/healthz`)).status).toBe(200);
  const ready = await world.app.request(`${url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
});
