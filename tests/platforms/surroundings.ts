import {
  DeliveryError,
  type FileBytes,
  type OutboundMessage,
  type Place,
  type PlatformAlert,
  type Surroundings,
} from '../../src/platforms/platform.ts';

export interface FakeSurroundings extends Surroundings {
  /** Files that messages carry, by id. */
  files: Map<string, FileBytes>;
  alerts: PlatformAlert[];
  logs: { level: 'info' | 'warn' | 'error'; fields: object; message: string }[];
  /** What was sent, for `sentMessage`, by message id. */
  remembered: Map<string, OutboundMessage>;
}

/** What the program offers to a platform, in memory; work that must be held alone runs at once. */
export function fakeSurroundings(overrides: Partial<Surroundings> = {}): FakeSurroundings {
  const files = new Map<string, FileBytes>();
  const alerts: PlatformAlert[] = [];
  const logs: FakeSurroundings['logs'] = [];
  const remembered = new Map<string, OutboundMessage>();
  const log = (level: 'info' | 'warn' | 'error') => (fields: object, message: string) => {
    logs.push({ level, fields, message });
  };
  return {
    files,
    alerts,
    logs,
    remembered,
    now: Date.now,
    log: { info: log('info'), warn: log('warn'), error: log('error') },
    async readFile({ id }) {
      const file = files.get(id);
      if (!file) throw new DeliveryError('permanent', `no file ${id}`, { obstacle: 'file' });
      return file;
    },
    sentMessage: async (_place: Place, messageId: string) => remembered.get(messageId),
    missed: async () => ({ since: Date.now(), places: [] }),
    holdAlone(_name, work) {
      const held = new AbortController();
      const done = work(held.signal);
      return {
        async release() {
          held.abort();
          await done;
        },
      };
    },
    alert: (alert) => void alerts.push(alert),
    ...overrides,
  };
}
