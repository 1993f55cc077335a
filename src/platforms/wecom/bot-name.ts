export interface BotName {
  known(): string | undefined;
  /** A message shows that the bot was mentioned by this name. */
  shown(name: string): void;
}

/** What people call the bot in groups: WeCom doesn't tell. It is known once two messages in a row have shown the same. */
export function createBotName(): BotName {
  let last: string | undefined;
  let known: string | undefined;
  return {
    known: () => known,
    shown(name) {
      if (name === last) known = name;
      last = name;
    },
  };
}
