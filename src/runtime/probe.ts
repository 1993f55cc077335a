/**
 * Called at the named points of a message's way, so that a test can end the process exactly there:
 * `in-store`, `after-store`, `after-take`, `before-think`, `after-think`, `before-commit`, `after-commit`,
 * `after-take-send`, `before-send`, `after-send`, `before-receipt`, `after-receipt`,
 * `timer-before-move`, `timer-in-move`, `timer-after-move`.
 */
export type Probe = (point: string) => void;

/** The probe of production: does nothing. */
export const noProbe: Probe = () => {};
