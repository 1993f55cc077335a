import type { Deed } from '../../tests/journeys/people.ts';
import type { SeenMessage } from '../../tests/twins/twin.ts';
import { dingtalkHtml } from './dingtalk.ts';
import { fileHtml, linesHtml } from './html.ts';
import type { Entry, Scene } from './page.ts';
import { slackHtml } from './slack.ts';
import { wecomHtml } from './wecom.ts';

const renderers = { slack: slackHtml, dingtalk: dingtalkHtml, wecom: wecomHtml };

export interface Chat {
  viewer: { id: string; name: string; deeds: readonly Deed[] };
  messages: readonly SeenMessage[];
  place: string;
  /** Messages before the first of these. */
  greeted?: number | undefined;
  /** The signs that stand under what he wrote. */
  marksOf?: ((id: string) => readonly string[]) | undefined;
}

/** What was said at one place, by both sides, in its order. */
export function chatOf(
  vendor: Scene['vendor'],
  { viewer, messages, place, greeted = 0, marksOf }: Chat,
): Entry[] {
  const own = viewer.deeds.filter((deed) => deed.place === place);
  const entries: Entry[] = [];
  for (let n = 0; n <= messages.length; n++) {
    for (const deed of own.filter(({ after }) => after - greeted === n && (n > 0 || greeted === 0))) {
      const words = wordsOf(vendor, deed);
      if (words === undefined) continue;
      const isInGroup = vendor !== 'slack' && place !== viewer.id;
      const html = `<p>${linesHtml(isInGroup ? `@Deskline ${words}` : words)}</p>${deed.files.map(fileHtml).join('')}`;
      const reactions = deed.id === undefined ? [] : marksOf?.(deed.id);
      entries.push({ side: 'viewer', name: viewer.name, html, reactions });
    }
    const message = messages[n];
    if (message && !message.deleted) entries.push(said(vendor, message));
  }
  return entries;
}

function said(vendor: Scene['vendor'], { body, files, reactions }: SeenMessage): Entry {
  const html = files.length > 0 ? files.map(({ name }) => fileHtml(name)).join('') : renderers[vendor](body);
  return { side: 'bot', name: 'Deskline', html, reactions };
}

/** A press leaves a trace only where it is a message: the client writes it for its user. */
function wordsOf(vendor: Scene['vendor'], { text, on }: Deed): string | undefined {
  if (!on) return text;
  if (vendor !== 'dingtalk') return undefined;
  const addresses = JSON.stringify(on.body).matchAll(
    /dtmd:\/\/dingtalkclient\/sendMessage\?content=([^"\\)]+)/g,
  );
  return [...addresses]
    .map(([, content = '']) => decodeURIComponent(content))
    .find((one) => one.startsWith(text));
}
