import { z } from 'zod';

/** Shapes that several routes take in. */
export const clientId = z.string().regex(/^[\w-]{8,80}$/);
export const channel = z.string().min(1).max(120);
export const thread = z.string().regex(/^\d{1,15}$/);
export const seq = z.coerce.number().int().positive();
export const pressed = z.object({ action: z.string().min(1).max(80), value: z.string().max(400) });
export const back = z.string().max(500).optional();
