import { z } from 'zod';
import type { Profile, Surroundings } from '../platform.ts';
import type { Api } from './api.ts';
import { DingtalkError } from './errors.ts';
import { isPushable } from './target.ts';

const MOST_PROFILES = 10_000;

const userAnswer = z.object({
  result: z.object({
    name: z.string().nullish(),
    email: z.string().nullish(),
    org_email: z.string().nullish(),
    dept_id_list: z.array(z.union([z.number(), z.string()])).nullish(),
  }),
});
const departmentAnswer = z.object({ result: z.object({ name: z.string().nullish() }) });

export interface ProfilesOptions {
  api: Api;
  surroundings: Pick<Surroundings, 'now' | 'log'>;
  /** How long a profile is kept, ms. */
  keepMs: number;
}

/** Who people are, by the address book (`qyapi_get_member`). Undefined where the app may not read it. Throws a DeliveryError. */
export function createProfiles({ api, surroundings, keepMs }: ProfilesOptions) {
  const { now, log } = surroundings;
  const known = new Map<string, { at: number; profile: Profile | undefined }>();
  const departments = new Map<string, { at: number; name: string | undefined }>();
  let warned = false;

  /** What `ask` gives; undefined where the vendor refuses for good. */
  async function allowed<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof DingtalkError) || error.fate !== 'permanent') throw error;
      if (error.obstacle === 'not-permitted' && !warned) {
        warned = true;
        log.warn({ code: error.code }, 'DingTalk: the address book may not be read (qyapi_get_member)');
      }
      return undefined;
    }
  }

  async function departmentOf(id: string): Promise<string | undefined> {
    const kept = departments.get(id);
    if (kept && kept.at + keepMs > now()) return kept.name;
    const answer = await allowed(() =>
      api.oapi('/topapi/v2/department/get', { dept_id: Number(id), language: 'zh_CN' }),
    );
    const name = departmentAnswer.safeParse(answer).data?.result.name ?? undefined;
    if (departments.size >= MOST_PROFILES) departments.clear();
    departments.set(id, { at: now(), name });
    return name;
  }

  async function read(userId: string): Promise<Profile | undefined> {
    const answer = await allowed(() =>
      api.oapi('/topapi/v2/user/get', { userid: userId, language: 'zh_CN' }),
    );
    const user = userAnswer.safeParse(answer).data?.result;
    if (!user) return undefined;
    const [department] = user.dept_id_list ?? [];
    return {
      userId,
      name: user.name || userId,
      kind: 'member',
      email: user.org_email || user.email || undefined,
      department: department === undefined ? undefined : await departmentOf(String(department)),
    };
  }

  return async function profile(userId: string): Promise<Profile | undefined> {
    if (!isPushable({ channel: userId, direct: true })) return undefined;
    const kept = known.get(userId);
    if (kept && kept.at + keepMs > now()) return kept.profile;
    const found = await read(userId);
    if (known.size >= MOST_PROFILES) known.clear();
    known.set(userId, { at: now(), profile: found });
    return found;
  };
}
