/** The name of a ticket's card in one queue's channel; the card is the root of the ticket's thread there. */
export function cardRef(ticketId: string, queueId: string): string {
  return `card:${ticketId}:${queueId}`;
}

/** The queue in a name made by `cardRef`. */
export function queueOfCard(ref: string): string | undefined {
  return /^card:[^:]+:(.+)$/.exec(ref)?.[1];
}
