export type Args = Record<string, string>;
export type Answer = Record<string, unknown> & { ok: boolean };

export const no = (error: string): Answer => ({ ok: false, error });
