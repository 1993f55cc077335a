/** What the test tells the program under test. */
export type Order =
  | {
      do: 'start';
      databaseUrl: string;
      /** Added to the real time, ms. */
      clockShift: number;
      /** Where it kills itself: at which passing of which named point. */
      crashAt?: { point: string; passing: number } | undefined;
    }
  | { do: 'settle' }
  | { do: 'stop' };

/** What the program under test tells. */
export type Report = { is: 'ready'; address: string } | { is: 'settled' };
