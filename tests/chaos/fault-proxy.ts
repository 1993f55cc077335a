import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What stands between the program and somebody it reaches over TCP, and breaks the line between them. */
export interface FaultProxy {
  readonly port: number;
  /** How many connections there are now, and have been. */
  count(): { open: number; opened: number };
  /** Where new connections lead from now on. */
  leadTo(port: number): void;
  /** All connections end, with a word. */
  drop(): void;
  /** All connections end as when a machine dies: each side is told nothing but a reset. */
  reset(): void;
  /** Half-open: nothing goes through any more, and nobody is told. `false` ends those that were. */
  blackHole(on: boolean): void;
  /** Nobody is let in, as where nothing listens. */
  refuse(on: boolean): void;
  /** Whatever goes through comes so many ms later, in both directions. */
  slow(ms: number): void;
  /** Each connection is reset after so many more bytes of an answer; undefined: none is. */
  cutAfter(bytes: number | undefined): void;
  /** As if nothing stood there. */
  heal(): void;
  close(): Promise<void>;
}

interface Line {
  near: Socket;
  far: Socket;
  swallowed: boolean;
}

/** Opens it on a free port of loopback. */
export async function openFaultProxy(target: number): Promise<FaultProxy> {
  const lines = new Set<Line>();
  let leadsTo = target;
  let opened = 0;
  let hole = false;
  let refused = false;
  let latency = 0;
  let left: number | undefined;

  const server = createServer((near) => {
    if (refused) {
      near.resetAndDestroy();
      return;
    }
    opened++;
    const far = connect(leadsTo, '127.0.0.1');
    const line: Line = { near, far, swallowed: hole };
    lines.add(line);
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      // What breaks is broken on purpose, or by the program's own death.
      socket.on('error', () => {});
      socket.on('close', () => {
        if (line.swallowed) return;
        lines.delete(line);
        near.destroy();
        far.destroy();
      });
    }
    carry(line, near, far, false);
    carry(line, far, near, true);
  });

  function carry(line: Line, from: Socket, to: Socket, isAnswer: boolean): void {
    const pass = (chunk: Buffer) => {
      if (line.swallowed || to.destroyed) return;
      if (isAnswer && left !== undefined) {
        left -= chunk.length;
        if (left < 0) {
          to.write(chunk.subarray(0, chunk.length + left));
          left = undefined;
          return end(line, 'reset');
        }
      }
      if (!to.write(chunk)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    };
    from.on('data', (chunk: Buffer) => {
      if (latency > 0) setTimeout(() => pass(chunk), latency);
      else pass(chunk);
    });
    from.on('end', () => {
      if (line.swallowed) return;
      if (latency > 0) setTimeout(() => to.end(), latency);
      else to.end();
    });
  }

  function end(line: Line, how: 'drop' | 'reset'): void {
    lines.delete(line);
    for (const socket of [line.near, line.far]) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.destroy();
    }
  }
  const endAll = (how: 'drop' | 'reset') => {
    for (const line of lines) end(line, how);
  };
  const blackHole = (on: boolean) => {
    hole = on;
    for (const line of lines) {
      if (on) line.swallowed = true;
      // What went into the hole is gone: the line can't go on as if it hadn't.
      else if (line.swallowed) end(line, 'reset');
    }
  };

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    count: () => ({ open: lines.size, opened }),
    leadTo: (port) => void (leadsTo = port),
    drop: () => endAll('drop'),
    reset: () => endAll('reset'),
    blackHole,
    refuse: (on) => void (refused = on),
    slow: (ms) => void (latency = ms),
    cutAfter: (bytes) => void (left = bytes),
    heal() {
      blackHole(false);
      refused = false;
      latency = 0;
      left = undefined;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      endAll('drop');
      await closed;
    },
  };
}
