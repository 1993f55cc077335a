import { z } from 'zod';
import { escaped, markdownHtml } from './html.ts';

const action = z.object({ title: z.string() });
const webhook = z.union([
  z.object({ msgtype: z.literal('markdown'), markdown: z.object({ text: z.string() }) }),
  z.object({
    msgtype: z.literal('actionCard'),
    actionCard: z.object({ text: z.string(), btns: z.array(action) }),
  }),
]);
const push = z.object({ msgKey: z.string(), msgParam: z.string() });
const param = z.record(z.string(), z.string());
const interactive = z.object({ cardData: z.object({ cardParamMap: param }) });
const buttons = z.array(z.object({ text: z.string(), style: z.string().optional() }));

/** What DingTalk shows of a body; nothing where it is a file, whose name stands elsewhere. */
export function dingtalkHtml(posted: unknown): string {
  const replied = webhook.safeParse(posted).data;
  if (replied && 'markdown' in replied) return markdownHtml(replied.markdown.text);
  if (replied)
    return cardHtml(
      replied.actionCard.text,
      replied.actionCard.btns.map(({ title }) => title),
    );
  const pushed = push.safeParse(posted).data;
  if (pushed) return pushHtml(pushed);
  const card = interactive.safeParse(posted).data;
  return card ? templateHtml(card.cardData.cardParamMap) : '';
}

function pushHtml({ msgKey, msgParam }: z.infer<typeof push>): string {
  const { data = {} } = param.safeParse(JSON.parse(msgParam));
  if (data.text === undefined) return '';
  const titles = Object.keys(data)
    .filter((key) => msgKey.startsWith('sampleActionCard') && /^(actionTitle\d|singleTitle)$/.test(key))
    .map((key) => data[key] ?? '');
  return cardHtml(data.text, titles);
}

function templateHtml({ title = '', content = '', buttons: list = '[]' }: z.infer<typeof param>): string {
  const labels = buttons.parse(JSON.parse(list));
  const spans = labels.map(
    ({ text, style = '' }) => `<span class="button ${escaped(style)}">${escaped(text)}</span>`,
  );
  const head = title === '' ? '' : `<h3>${escaped(title)}</h3>`;
  return `${head}${markdownHtml(content)}<div class="actions">${spans.join('')}</div>`;
}

/** An action card's buttons stand under each other over the whole width. */
function cardHtml(text: string, labels: readonly string[]): string {
  const rows = labels.map((label) => `<span class="row">${escaped(label)}</span>`).join('');
  return `${markdownHtml(text)}${rows === '' ? '' : `<div class="rows">${rows}</div>`}`;
}
