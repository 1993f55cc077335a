import { failure } from '../runtime/failure.ts';
import { problem, type Check, type Finding } from './finding.ts';

const WITHIN_MS = 10_000;

/** Has all looks taken side by side, each within its time; none keeps the others from being taken. */
export async function examine(checks: readonly Check[], withinMs = WITHIN_MS): Promise<Finding[]> {
  return (await Promise.all(checks.map((check) => look(check, withinMs)))).flat();
}

async function look(check: Check, withinMs: number): Promise<Finding[]> {
  const { of } = check;
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<Finding[]>((resolve) => {
    const seconds = withinMs / 1_000;
    const late = problem(
      of,
      `no answer within ${seconds} s`,
      'See that it runs, and that this machine reaches it.',
    );
    timer = setTimeout(resolve, withinMs, [late]);
  });
  try {
    return await Promise.race([check.look(), timeUp]);
  } catch (error) {
    const { error: name, code } = failure(error);
    const seen = [name, code].filter((word) => word !== undefined).join(' ');
    return [problem(of, seen, 'See that it runs, and that this machine reaches it.')];
  } finally {
    clearTimeout(timer);
  }
}
