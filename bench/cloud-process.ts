import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Heard } from './crowd.ts';
import { root } from './house.ts';

export type CloudOrder =
  | { do: 'prepare' }
  /** Messages a second, for some seconds; those of the warm-up don't count. */
  | { do: 'load'; rate: number; seconds: number; warmUp: number }
  | { do: 'crowd'; from: number; messages: number; atOnce: number };

export interface CloudAnswer {
  env?: Record<string, string>;
  prepared?: true;
  measured?: { relays: Heard[]; replies: Heard[] };
  flooded?: number;
  failed?: string;
}

/** Starts the process with the vendors' clouds. */
export async function startCloud() {
  const child = fork(join(root, 'bench', 'cloud.ts'), { execArgv: ['--import', 'tsx'] });

  async function next(): Promise<CloudAnswer> {
    const [answer] = (await once(child, 'message')) as [CloudAnswer];
    if (answer.failed !== undefined) throw new Error(`The clouds failed: ${answer.failed}`);
    return answer;
  }
  const ask = (order: CloudOrder) => {
    const answer = next();
    child.send(order);
    return answer;
  };

  const { env = {} } = await next();
  return {
    env,
    ask,
    async close() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

export type CloudProcess = Awaited<ReturnType<typeof startCloud>>;
