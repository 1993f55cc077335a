const CAUSE = /(?:^|[\s,;.，；。])(?:cause|原因)\s*[:：]\s*/i;
const STEPS = /(?:^|[\s,;.，；。])(?:steps?|步骤|步驟)\s*[:：]\s*/i;
const LIST_MARK = /^\s*(?:\d+(?:[.、]|[)）])(?!\d)|[-*•])\s*/;
/** A second number in one line begins a second step; `2.0` is none. */
const NEXT_NUMBER = /\s+(?=\d+(?:[.、]|[)）])(?!\d))/;

/** `cause: … steps: a; b`, `原因：… 步骤：…` in either order, or only a cause. */
export function resolutionIn(text: string): { cause: string; steps: string[] } {
  const cause = CAUSE.exec(text);
  const steps = STEPS.exec(text);
  if (!steps) return { cause: without(text, cause), steps: [] };
  const afterSteps = text.slice(steps.index + steps[0].length);
  if (!cause || cause.index < steps.index) {
    return { cause: without(text.slice(0, steps.index), cause), steps: stepsIn(afterSteps) };
  }
  return {
    cause: text.slice(cause.index + cause[0].length).trim(),
    steps: stepsIn(text.slice(steps.index + steps[0].length, cause.index)),
  };
}

function without(text: string, mark: RegExpExecArray | null): string {
  return (mark ? text.slice(mark.index + mark[0].length) : text).trim();
}

/** Steps on lines of their own, separated by semicolons, or numbered in one line. */
export function stepsIn(text: string): string[] {
  return text
    .split(/[\n;；]/)
    .flatMap((line) => (LIST_MARK.test(line) ? line.trim().split(NEXT_NUMBER) : [line]))
    .map((step) => step.replace(LIST_MARK, '').trim())
    .filter((step) => step !== '');
}
