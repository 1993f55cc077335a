/** The running number in `IT-2026-000012`: 12. */
export function runningNumber(ticketNumber: string): number {
  return Number(ticketNumber.split('-').at(-1));
}

/** `#12`: how a ticket is called among those of one person; short enough for a button, and understood when typed. */
export function shortNumber(ticketNumber: string): string {
  return `#${runningNumber(ticketNumber)}`;
}
