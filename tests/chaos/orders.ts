/** What the harness tells a process of the program under test. */
export type Order =
  /** It kills itself at the so-manieth passing of a named point from now on. */
  { do: 'die'; point: string; passing: number };

/** What the process tells. */
export type Report =
  /** Its pages can be reached, and it has begun to connect. */
  | { is: 'ready'; address: string }
  /** All its platforms are connected, or stand by while another replica is. */
  | { is: 'connected' };

/** What a process is started with, beside its environment. */
export interface Setting {
  databaseUrl: string;
  /** ms, by name: instead of those of desk.yaml, which knows nothing shorter than a minute. */
  patience: Record<string, number>;
}
