import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Profile, Surroundings } from '../platform.ts';
import { remembered } from '../remembered.ts';
import type { Api } from './api.ts';
import { DingtalkError } from './errors.ts';
import type { Rates } from './rates.ts';
import type { DingtalkTimings } from './settings.ts';
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
  api: Pick<Api, 'oapi'>;
  rates: Pick<Rates, 'hold'>;
  surroundings: Pick<Surroundings, 'log' | 'now'>;
  timings: Pick<DingtalkTimings, 'profile' | 'lookUp' | 'lookUpRest'>;
}

/**
 * Who people are, by the address book (`qyapi_get_member`). Undefined where that isn't known or can't be learnt at
 * once: what their messages say does, and nobody waits for more.
 */
export function createProfiles({ api, rates, surroundings, timings }: ProfilesOptions) {
  const { now, log } = surroundings;
  const known = remembered<{ until: number; profile: Profile | undefined }>({ most: MOST_PROFILES });
  const departments = remembered<Promise<string | undefined>>({
    most: MOST_PROFILES,
    ms: timings.profile,
    now,
  });
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

  async function nameOf(department: string): Promise<string | undefined> {
    const body = { dept_id: Number(department), language: 'zh_CN' };
    const answer = await allowed(() => api.oapi('/topapi/v2/department/get', body, { calls: 'departments' }));
    return departmentAnswer.safeParse(answer).data?.result.name ?? undefined;
  }

  function departmentOf(id: string): Promise<string | undefined> {
    const kept = departments.get(id);
    if (kept) return kept;
    const name = nameOf(id);
    departments.set(id, name);
    name.catch(() => departments.delete(id));
    return name;
  }

  function keep(userId: string, profile: Profile | undefined, ms: number): Profile | undefined {
    known.set(userId, { until: now() + ms, profile });
    return profile;
  }

  async function read(userId: string): Promise<Profile | undefined> {
    const body = { userid: userId, language: 'zh_CN' };
    const answer = await allowed(() => api.oapi('/topapi/v2/user/get', body, { calls: 'people' }));
    if (answer === undefined) return keep(userId, undefined, timings.profile);
    const user = userAnswer.safeParse(answer).data?.result;
    if (!user) return keep(userId, undefined, timings.lookUpRest);
    const [department] = user.dept_id_list ?? [];
    const profile: Profile = {
      userId,
      name: user.name || userId,
      kind: 'member',
      email: user.org_email || user.email || undefined,
      department: department === undefined ? undefined : await departmentOf(String(department)),
    };
    return keep(userId, profile, timings.profile);
  }

  function rest(): undefined {
    rates.hold('people', timings.lookUpRest);
  }

  async function attempt(userId: string): Promise<Profile | undefined> {
    try {
      return await read(userId);
    } catch (error) {
      if (!(error instanceof DingtalkError)) throw error;
      if (error.fate === 'limited') return undefined;
      log.warn({ code: error.code }, 'DingTalk: nobody is looked up for a while');
      return rest();
    }
  }

  return async function profile(userId: string): Promise<Profile | undefined> {
    if (!isPushable({ channel: userId, direct: true })) return undefined;
    const kept = known.get(userId);
    if (kept && kept.until > now()) return kept.profile;
    const inTime = new AbortController();
    const late = delay(timings.lookUp, undefined, { signal: inTime.signal }).then(rest);
    try {
      return await Promise.race([attempt(userId), late]);
    } finally {
      inTime.abort();
    }
  };
}
