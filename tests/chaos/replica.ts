import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Order, Report, Setting } from './orders.ts';

/** How a life ended; `injected`: we have ended it. */
export interface End {
  replica: number;
  how: string;
  injected: boolean;
}

/** What one process used, when it was connected and when last looked at. */
export interface Use {
  forMs: number;
  first: { rss: number; files: number };
  last: { rss: number; files: number };
}

interface Life {
  child: ChildProcess;
  ended: Promise<void>;
  address?: string;
  /** How we end it. */
  injected?: string;
  stopped?: boolean;
}

export interface ReplicaOptions {
  number: number;
  setting: Setting;
  env: NodeJS.ProcessEnv;
  /** Takes what the processes write. */
  onOutput: (text: string) => void;
  onEnd: (end: End) => void;
  /** Whether an exit before it is ready is what we have brought about: its database is away. */
  isDatabaseAway: () => boolean;
}

/** Longer than a start of the program that waits for a database. */
const START_MS = 60_000;

/** One of the program's processes, which dies again and again and is started anew each time. */
export class Replica {
  readonly #options: ReplicaOptions;
  #life: Life | undefined;
  #ended = false;
  /** ms from each start to its pages, and to all platforms being connected. */
  readonly readyMs: number[] = [];
  readonly connectedMs: number[] = [];
  use: Use | undefined;

  constructor(options: ReplicaOptions) {
    this.#options = options;
  }

  /** Where its pages are, while it lives. */
  get address(): string | undefined {
    return this.#life?.stopped ? undefined : this.#life?.address;
  }

  get isAlive(): boolean {
    return this.#life?.address !== undefined;
  }

  /** Starts it; whatever ends it without being told to is started again as a supervisor would. */
  start(): void {
    if (this.#ended || this.#life) return;
    const { number, setting, env, onOutput, onEnd, isDatabaseAway } = this.#options;
    const begun = performance.now();
    const child = fork(join(import.meta.dirname, 'child.mjs'), [JSON.stringify(setting)], {
      execArgv: [],
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child.stdout?.on('data', (data: Buffer) => onOutput(data.toString()));
    child.stderr?.on('data', (data: Buffer) => onOutput(data.toString()));
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const life: Life = { child, ended };
    this.#life = life;
    child.on('message', (report: Report) => {
      if (report.is === 'ready') {
        life.address = report.address;
        this.readyMs.push(performance.now() - begun);
      } else {
        this.connectedMs.push(performance.now() - begun);
        this.#measure(child, begun);
      }
    });
    child.once('close', (code, signal) => {
      const wasReady = life.address !== undefined;
      this.#life = undefined;
      const injected = life.injected !== undefined || (!wasReady && isDatabaseAway());
      onEnd({ replica: number, how: life.injected ?? `exit ${signal ?? code}`, injected });
      if (!life.injected) setTimeout(() => this.start(), 200);
    });
  }

  /** Resolves once its pages are there; rejects where that takes too long. */
  async ready(): Promise<void> {
    const until = performance.now() + START_MS;
    while (!this.isAlive) {
      if (performance.now() > until) throw new Error(`Replica ${this.#options.number} doesn't start`);
      await delay(20);
    }
  }

  /** SIGKILL, now. */
  async kill(): Promise<void> {
    const life = this.#life;
    if (!life) return;
    life.injected ??= 'SIGKILL';
    life.child.kill('SIGKILL');
    await life.ended;
  }

  /** It kills itself at a named point; where it doesn't come by there in time it is killed from outside. */
  async dieAt(point: string, { passing, withinMs }: { passing: number; withinMs: number }): Promise<string> {
    const life = this.#life;
    if (!life) return 'was dead';
    life.injected = point;
    life.child.send({ do: 'die', point, passing } satisfies Order, () => {});
    const came = await Promise.race([life.ended.then(() => true), delay(withinMs, false, { ref: false })]);
    if (came) return point;
    life.injected = 'SIGKILL';
    await this.kill();
    return 'SIGKILL';
  }

  /** SIGTERM; resolves to how long it took to end, ms. */
  async stop(): Promise<number> {
    const life = this.#life;
    const begun = performance.now();
    if (!life) return 0;
    Object.assign(life, { injected: 'SIGTERM', stopped: true });
    life.child.kill('SIGTERM');
    const inTime = await Promise.race([life.ended.then(() => true), delay(20_000, false, { ref: false })]);
    if (!inTime) await this.kill();
    return performance.now() - begun;
  }

  /** SIGSTOP for so long. */
  async freeze(ms: number): Promise<void> {
    const life = this.#life;
    life?.child.kill('SIGSTOP');
    await delay(ms);
    life?.child.kill('SIGCONT');
  }

  /** Looks at what the process uses now. */
  measure(): void {
    const child = this.#life?.child;
    if (child && this.use && this.isAlive) this.use.last = usedBy(child) ?? this.use.last;
  }

  /** Ends it for good. */
  async end(): Promise<number> {
    this.measure();
    this.#ended = true;
    return this.stop();
  }

  #measure(child: ChildProcess, begun: number): void {
    const used = usedBy(child);
    this.use = used && { forMs: 0, first: used, last: used };
    const sample = setInterval(() => {
      if (this.#life?.child !== child) return clearInterval(sample);
      if (this.use) this.use.forMs = performance.now() - begun;
      return this.measure();
    }, 1_000).unref();
  }
}

function usedBy({ pid }: ChildProcess): Use['first'] | undefined {
  try {
    const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // One that has just ended is still named, and has no memory any more.
    if (rss === undefined) return undefined;
    return {
      rss: Number(rss) * 1024,
      files: readdirSync(`/proc/${pid}/fd`).length,
    };
  } catch {
    return undefined;
  }
}
