/** The bot's own organisation, as far as frames have told which one that is. */
export interface Organisation {
  /** What the vendor says of the bot. */
  learn(corpId: string): void;
  /** What somebody of ours says of himself: counts until the vendor says it. */
  infer(corpId: string): void;
  /** Undefined where that can't be told. */
  isOurs(corpId: string): boolean | undefined;
}

export function createOrganisation(): Organisation {
  let own = '';
  return {
    learn(corpId) {
      own = corpId || own;
    },
    infer(corpId) {
      own ||= corpId;
    },
    isOurs: (corpId) => (own === '' || corpId === '' ? undefined : corpId === own),
  };
}
