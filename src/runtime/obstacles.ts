import type { Obstacle } from '../platforms/platform.ts';

const OBSTACLES: Record<Obstacle, true> = {
  unreachable: true,
  gone: true,
  'not-permitted': true,
  content: true,
  file: true,
  quota: true,
};

/** The reason to keep with a row; it begins with the obstacle, where the platform named one. */
export function reasonWith(obstacle: Obstacle | undefined, reason: string): string {
  return obstacle ? `${obstacle}: ${reason}` : reason;
}

/** What people can do something about, in the `error` of an outbox row; undefined where nothing of it is known. */
export function obstacleIn(error: string | null | undefined): Obstacle | undefined {
  const named = /^(?:unknown: )?([a-z-]+): /.exec(error ?? '')?.[1];
  return named !== undefined && isObstacle(named) ? named : undefined;
}

function isObstacle(name: string): name is Obstacle {
  return Object.hasOwn(OBSTACLES, name);
}
