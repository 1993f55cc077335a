import { describe, expect, it } from 'vitest';
import { ticketStages } from '../../src/store/schema.ts';
import { canMove, checkLifecycle, LifecycleError, transitions } from '../../src/tickets/lifecycle.ts';

describe('the life cycle', () => {
  it('reaches every stage and can always be closed', () => {
    expect(() => checkLifecycle()).not.toThrow();
  });

  it('leads from a failed verification back to diagnosis, and from nowhere back to intake', () => {
    expect(canMove('verification', 'diagnosis')).toBe(true);
    expect(ticketStages.filter((stage) => canMove(stage, 'intake'))).toEqual([]);
  });

  it.each(ticketStages.filter((stage) => stage !== 'intake'))(
    'is refused where nothing leads to %s',
    (stage) => {
      const without = { ...transitions };
      for (const from of ticketStages) without[from] = transitions[from].filter((to) => to !== stage);
      expect(() => checkLifecycle(without)).toThrow(LifecycleError);
      expect(() => checkLifecycle(without)).toThrow(stage);
    },
  );

  it.each(ticketStages.filter((stage) => stage !== 'closed'))(
    'is refused where a ticket stays in %s',
    (stage) => {
      const stuck = { ...transitions, [stage]: [] };
      expect(() => checkLifecycle(stuck)).toThrow(LifecycleError);
    },
  );
});
