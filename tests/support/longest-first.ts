import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Each takes as long as many others together: begun last, one of two workers would stand idle. */
const LONG = [
  'tests/chaos/chaos',
  'tests/crash/',
  'tests/browser/',
  'tests/journeys/main-job',
  'tests/conversations/both-sides',
];

/** Begins with the files that take longest, also where no earlier run has measured them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((part) => moduleId.includes(part));
      return at === -1 ? LONG.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
