import { z } from 'zod';

const MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export interface Duration {
  count: number;
  unit: keyof typeof MS;
}

/** A length of time as people write it in content files: `15m`, `4h`, `3d`. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,4}[mhd]$/, 'A length of time such as 15m, 4h or 3d')
  .transform(
    (text): Duration => ({ count: Number(text.slice(0, -1)), unit: text.slice(-1) as keyof typeof MS }),
  );

/** Elapsed milliseconds; a day is 24 hours. */
export function elapsed({ count, unit }: Duration): number {
  return count * MS[unit];
}
