/** The words that the adapter itself shows; their keys stand in `messages/platforms.yaml`. */
export interface Words {
  /** Heads a card whose text has no line that could. */
  title: string;
  /** Heads a card whose text stands in the message before it. */
  choose: string;
  /** Before the labels of buttons that could not be shown. */
  writeInstead: string;
  /** Before the label of the button that was pressed. */
  received: string;
  /** Before the name of a file that could not be handed over. */
  fileLost: string;
}

export function wordsOf(say: (key: string) => string): Words {
  return {
    title: say('wecom.title'),
    choose: say('wecom.choose'),
    writeInstead: say('wecom.write-instead'),
    received: say('wecom.received'),
    fileLost: say('wecom.file-not-delivered'),
  };
}
