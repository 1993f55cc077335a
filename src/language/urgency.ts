import { clauses } from './clauses.ts';
import type { UrgencyWords } from './content.ts';
import { createFinder } from './finder.ts';
import type { Hit } from './finder.ts';
import type { Impact } from './impact.ts';

export interface Urgency {
  value: 'low' | 'normal' | 'high' | 'critical';
  /** False when it follows from the kind of message and not from a word about time or harm. */
  said: boolean;
}

type List = 'critical' | 'high' | 'low' | 'denials' | 'requests' | 'faults' | 'blackouts' | 'outages';

const HAN_GAP = /^(?:是|用|太|那么|这么|怎么|很|算|必|特别|非常|需要|什么|十分|有|要)*$/;
const EN_GAP =
  /^ ?(?:(?:a|an|the|very|that|so|really|super|too|terribly|particularly|overly|exactly|in|any|at|all|too|of|anything|something|extremely|yet) ?){0,3}$/;
const SOON = [
  /(?:\d{1,3}|[半一两二三几十五]{1,3})个?半?(?:小时|钟头|分钟|刻钟)(?:之|以)?(?:后|内)(?!.{0,5}(?:断|掉|死机|黑屏|蓝屏|关机|重启|没电|自动|退出|卡|闪|就没|才|又|还|恢复|变))/,
  /(?:马上|待会|一会|等下|等会|稍后|快要|就要|立马|即将).{0,8}(?:开会|会议|有会|有个会|要用|汇报|演示|上课|培训|面试|直播|交|出发|登机|客户|路演|答辩|签约)/,
  /(?:\d{1,2}|[一二两三四五六七八九十]{1,2})点(?:半|钟|整)?(?:之?前|.{0,4}(?:要|有|就).{0,6}(?:会|汇报|演示|用|交|面试|培训|直播|完))/,
  /\b(?:meeting|call|presentation|demo|interview|webinar|training|exam|flight|pitch|audit)s?\b.{0,25}\b(?:in|starts?|starting|begins?|at)\b.{0,14}\b(?:minutes?|mins?|hours?|now|soon|o'clock|\d{1,2} ?[ap]m)\b/,
  /\b(?:need|needs|needed|due|finish|finished|done|submit|send|deliver|ready|fixed|back|work|working|sorted)\b.{0,40}\b(?:by|before|until|within) (?:noon|lunch|today|tonight|eod|end of|close of|this (?:morning|afternoon|evening)|tomorrow|the hour|\d{1,2}\b)/,
];
const WAITING =
  /\b(?:client|customer|guest|boss|ceo|director|people|everyone|team|visitor|partner|auditor|manager|board)s?\b.{0,30}\bwaiting\b|(?:客户|客人|领导|老板|来宾|总监|大家|他们|访客|学员|评委).{0,8}(?:等|催)/;
const HOW = /怎么(?!回事|办|就|都|也|又|老|总|还|不|没|这|那|会|突然|一直|样|啦|了)|如何/;
const EN_IN =
  /\b(?:in|within)(?: about| the next| less than| under)? (?:an?|one|two|three|half an|five|ten|fifteen|twenty|thirty|\d{1,2})[ -]?(?:more )?(?:hour|hr|minute|min)s?\b/;
const LASTS =
  /\b(?:die|drop|disconnect|crash|freez|log|time|boot|open|load|drain|empt|shut|turn|last|gone|dead|every|down|finish|print|expire)/;

/** Reads from normalised text how soon help is needed. */
export function createUrgency(
  words: UrgencyWords,
): (normalised: string, impact: Impact, request: boolean) => Urgency {
  const { critical, high, low, denials, requests, faults, blackouts, outages } = words;
  const find = createFinder<List>({ critical, high, low, denials, requests, faults, blackouts, outages });

  return function urgency(normalised, impact, request) {
    const seen = new Set<List>();
    let soon = false;
    for (const { text } of clauses(normalised)) {
      const hits = find(text);
      for (const hit of hits) seen.add(denied(hit, hits, text) ? 'low' : hit.list);
      soon ||= isSoon(text);
    }
    if (seen.has('critical')) return { value: 'critical', said: true };
    if (seen.has('high') || soon) return { value: 'high', said: true };
    if (seen.has('low')) return { value: 'low', said: true };
    if (impact.value === 'company' && (seen.has('blackouts') || seen.has('outages')))
      return { value: 'critical', said: false };
    if (impact.value === 'department' && seen.has('blackouts')) return { value: 'high', said: false };
    const wish = (seen.has('requests') || request || HOW.test(normalised)) && !seen.has('faults');
    return { value: wish ? 'low' : 'normal', said: false };
  };
}

function isSoon(text: string): boolean {
  if (WAITING.test(text) || SOON.some((pattern) => pattern.test(text))) return true;
  const match = EN_IN.exec(text);
  return match !== null && !LASTS.test(text.slice(Math.max(0, match.index - 40), match.index));
}

// “不是很急” and “not that urgent” say the contrary, and so does a longer phrase around (“不急”).
function denied(hit: Hit<List>, hits: Hit<List>[], text: string): boolean {
  if (hit.list !== 'critical' && hit.list !== 'high') return false;
  return hits.some((h) => {
    if (h.list === 'low') return h.from <= hit.from && hit.to <= h.to && h.to - h.from > hit.to - hit.from;
    if (h.list !== 'denials' || h.to > hit.from) return false;
    const gap = text.slice(h.to, hit.from);
    return gap.length < 30 && (HAN_GAP.test(gap) || EN_GAP.test(gap));
  });
}
