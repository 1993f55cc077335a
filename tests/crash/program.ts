import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Order, Report } from './orders.ts';

/** How a life of the program ends: where it kills itself, or so long after how many of its messages it is killed. */
export type Death = { point: string; passing: number } | { afterMessages: number; delayMs: number };

export interface ProgramOptions {
  databaseUrl: string;
  contentDir: string;
  clockShift: number;
}

/** A death that doesn't come within this time will not come. */
const PATIENCE_MS = 15_000;

/** The program under test, which dies again and again and is started anew each time. */
export class Program {
  readonly #options: ProgramOptions;
  #clockShift: number;
  #standby: ChildProcess;
  #life: Life | undefined;
  #newLife = gate();

  constructor(options: ProgramOptions) {
    this.#options = options;
    this.#clockShift = options.clockShift;
    this.#standby = this.#load();
  }

  /** Moves the clock of all lives that begin from now on. */
  passTime(ms: number): void {
    this.#clockShift += ms;
  }

  get isAlive(): boolean {
    return this.#life?.isAlive === true;
  }

  /** Begins the next life. The one after it is loaded meanwhile: most of a start is reading code. */
  async begin(death?: Death): Promise<void> {
    const life = new Life(this.#standby, death);
    await life.start({
      do: 'start',
      databaseUrl: this.#options.databaseUrl,
      clockShift: this.#clockShift,
      crashAt: death && 'point' in death ? death : undefined,
    });
    this.#standby = this.#load();
    this.#life = life;
    this.#newLife.open();
    this.#newLife = gate();
  }

  /** Waits until the present life has died as it was to die. */
  async died(): Promise<void> {
    const { ended, death } = this.#present();
    const hasDied = await Promise.race([ended.then(() => true), delay(PATIENCE_MS, false, { ref: false })]);
    if (!hasDied) throw new Error(`The program never came to its end: ${JSON.stringify(death)}`);
  }

  /** Rejects when the present life, which nobody had told to die, is over all the same. */
  async unexpectedEnd(): Promise<never> {
    await this.#present().ended;
    throw new Error('The program died and nobody had told it to');
  }

  /** Kills the program at rest. */
  async kill(): Promise<void> {
    const life = this.#present();
    life.kill();
    await life.ended;
  }

  /** Posts until there is an answer: who got none doesn't know whether he was heard, and says it again. */
  async post(path: string, { as, body }: { as: string; body: object }): Promise<number> {
    for (;;) {
      const newLife = this.#newLife.opened;
      const status = await this.#life?.post(path, { as, body });
      if (status !== undefined) return status;
      await newLife;
    }
  }

  /** True once nothing is left to do; false where the program died before. */
  settle(): Promise<boolean> {
    return this.#present().settle();
  }

  /** Ends the last life as SIGTERM does; resolves to how long that took, ms. */
  async stop(): Promise<number> {
    const begun = performance.now();
    await this.#present().stop();
    return performance.now() - begun;
  }

  /** Leaves nothing running. */
  dispose(): void {
    this.#standby.kill('SIGKILL');
    this.#life?.kill();
  }

  #present(): Life {
    if (!this.#life) throw new Error('The program has not been started');
    return this.#life;
  }

  #load(): ChildProcess {
    return fork(join(import.meta.dirname, 'child.mjs'), {
      // A life is short: little of its code is worth optimising, little of its garbage worth collecting.
      execArgv: ['--no-opt', '--max-semi-space-size=32'],
      env: { ...process.env, CONTENT_DIR: this.#options.contentDir },
    });
  }
}

class Life {
  readonly #child: ChildProcess;
  readonly death: Death | undefined;
  readonly ended: Promise<void>;
  #address: string | undefined;
  #messages = 0;

  constructor(child: ChildProcess, death: Death | undefined) {
    this.#child = child;
    this.death = death;
    const end = gate();
    this.ended = end.opened;
    child.once('exit', () => {
      this.#address = undefined;
      end.open();
    });
  }

  get isAlive(): boolean {
    return this.#address !== undefined;
  }

  /** Resolves when it can be reached, or has died before that. */
  async start(order: Order): Promise<void> {
    const ready = gate();
    this.#child.on('message', (report: Report) => {
      if (report.is !== 'ready') return;
      this.#address = report.address;
      ready.open();
    });
    this.#child.send(order);
    await Promise.race([ready.opened, this.ended]);
    if (!this.death && this.#address === undefined) throw new Error('The program died at its start');
    this.#dieAfter(0);
  }

  /** Resolves to the status of the answer, or to undefined where it died over it. */
  async post(path: string, { as, body }: { as: string; body: object }): Promise<number | undefined> {
    const origin = this.#address;
    if (origin === undefined) return undefined;
    try {
      const headers = { 'content-type': 'application/json', origin, cookie: `deskline_person=${as}` };
      const answer = await fetch(origin + path, { method: 'POST', headers, body: JSON.stringify(body) });
      await answer.arrayBuffer();
      this.#dieAfter(++this.#messages);
      return answer.status;
    } catch {
      await this.ended;
      return undefined;
    }
  }

  async settle(): Promise<boolean> {
    const settled = gate();
    const listener = (report: Report) => {
      if (report.is === 'settled') settled.open();
    };
    this.#child.on('message', listener);
    if (this.#child.connected) this.#child.send({ do: 'settle' } satisfies Order, () => {});
    const inTime = await Promise.race([settled.opened.then(() => true), this.ended.then(() => false)]);
    this.#child.off('message', listener);
    return inTime;
  }

  async stop(): Promise<void> {
    this.#child.send({ do: 'stop' } satisfies Order);
    await this.ended;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #dieAfter(messages: number): void {
    if (!this.death || !('afterMessages' in this.death) || this.death.afterMessages !== messages) return;
    setTimeout(() => this.kill(), this.death.delayMs);
  }
}

/** A promise and the means to keep it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
