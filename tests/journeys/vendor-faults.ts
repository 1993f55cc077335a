import type { Company, VendorName } from '../support/company.ts';

/** What can go wrong with a vendor, whichever it is. */
export interface Hands {
  /** Somebody writes one after the other; gives their ids. */
  inTurn(userId: string, texts: readonly string[]): Promise<string[]>;
  /** Two messages arrive in the other order. */
  swapped(userId: string, texts: readonly [string, string]): Promise<string[]>;
  /** A message arrives once more. */
  again(id: string, message: { userId: string; text: string }): Promise<void>;
  goesDown(): Promise<void>;
  comesBack(): Promise<void>;
  /** The next message arrives and its answer doesn't. */
  losesAnswer(): Promise<void>;
}

export function handsOn(company: Company, vendor: VendorName): Hands {
  const { twins } = company;
  const inTurn: Hands['inTurn'] = async (userId, texts) => {
    const ids: string[] = [];
    for (const text of texts) ids.push(await twins[vendor].writes(userId, text));
    return ids;
  };
  const makers = { slack: slackHands, dingtalk: dingtalkHands, wecom: wecomHands };
  return { inTurn, ...makers[vendor](company, inTurn) };
}

type Made = Omit<Hands, 'inTurn'>;

function slackHands({ twins: { slack } }: Company): Made {
  return {
    async swapped(userId, [first, second]) {
      slack.hold();
      const writings = [slack.writes(userId, first), slack.writes(userId, second)];
      await slack.release('backward');
      return Promise.all(writings);
    },
    again: (id) => slack.again(id),
    async goesDown() {
      slack.outage(true);
    },
    async comesBack() {
      slack.outage(false);
    },
    async losesAnswer() {
      slack.fail('chat.postMessage', { line: 'cut-after' });
    },
  };
}

function dingtalkHands({ twins: { dingtalk } }: Company): Made {
  return {
    async swapped(userId, [first, second]) {
      dingtalk.stream.hold();
      const writings = [dingtalk.writes(userId, first), dingtalk.writes(userId, second)];
      dingtalk.stream.release();
      return Promise.all(writings);
    },
    async again(id) {
      const acknowledged = dingtalk.ledger.acked.length;
      dingtalk.stream.again(id);
      await dingtalk.ledger.until(() => dingtalk.ledger.acked.length > acknowledged);
    },
    async goesDown() {
      dingtalk.goesDown();
    },
    async comesBack() {
      dingtalk.comesBack();
    },
    async losesAnswer() {
      dingtalk.fails('sendBySession', { accepts: true, cuts: true });
    },
  };
}

/** WeCom itself never repeats anything; whatever stands between might. */
function wecomHands({ twins: { wecom } }: Company, inTurn: Hands['inTurn']): Made {
  return {
    async swapped(userId, [first, second]) {
      const ids = await inTurn(userId, [second, first]);
      return ids.toReversed();
    },
    again: (msgid, { userId, text: content }) =>
      wecom.deliver({
        msgid,
        from: { userid: userId },
        chattype: 'single',
        msgtype: 'text',
        text: { content },
      }),
    goesDown: () => wecom.down(),
    comesBack: () => wecom.up(),
    async losesAnswer() {
      const { ledger, faults, cloud } = wecom;
      const posted = ledger.posted.length;
      faults.silentRequests = true;
      void ledger
        .until(() => ledger.posted.length > posted)
        .then(() => {
          faults.silentRequests = false;
          cloud.cut();
        });
    },
  };
}
