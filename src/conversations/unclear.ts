import { tokens } from '../language/tokens.ts';
import { button } from './buttons.ts';
import { askType, offerHelp } from './help.ts';
import { tellsNothing } from './informative.ts';
import { talkFrom } from './problem.ts';
import { watched } from './mass-incident.ts';
import { text, type Scene, type Step, type Turn } from './scene.ts';
import type { Talk } from './talk.ts';
import { withEffects } from './told.ts';
import { unanswered } from './unanswered.ts';

const MOST_HITS = 6;
const MOST_WORDS = 12;
/** A type that a single word of the message points to. */
const POINTS_TO = 0.3;
/** From so many different words on it was meant to tell something. */
const TOLD = 3;

/** A message in which no problem was recognised: what it may be about, or a request to put it another way. */
export function onUnclear(scene: Scene, turn: Turn): Step {
  const talk = talkFrom(scene, { words: turn.text, files: turn.files });
  return watched(scene, talk, () => guess(scene, talk, turn));
}

function guess(scene: Scene, talk: Talk, turn: Turn): Step {
  const { offer, article } = scene.desk.policy.certainty;
  const hits = scene.search(turn.text, { limit: MOST_HITS });
  const [best] = hits;
  const isFound = best && best.score >= article;
  const type = isFound ? best.article.type : scene.ask.type(turn.text);
  if (type !== undefined) return offerHelp(scene, { ...talk, type });
  if (best && best.score >= offer && !best.article.firstCheck) return offerHelp(scene, talk);
  if (hasKnownWord(scene, turn.text)) return askType(scene, talk);
  const step = { replies: [text(scene.say('small-talk.unclear'), [button(scene, 'human')])] };
  return wordCount(turn.text) < TOLD ? step : withEffects(step, unanswered(scene, talk));
}

/** “my prnter offlin” has none; “wify on my laptop” has one. */
function hasKnownWord(scene: Scene, words: string): boolean {
  const said = [...new Set(tokens(words))].slice(0, MOST_WORDS);
  if (said.length < 2) return false;
  return said.some((word) => {
    if (tellsNothing(word)) return false;
    const best = scene.desk.understand(word).problems[0]?.types[0];
    return best !== undefined && best.confidence >= POINTS_TO;
  });
}

/** Different words; two Chinese characters count as one. */
function wordCount(words: string): number {
  const latin = words.toLowerCase().match(/[\p{Script=Latin}\d'’-]+/gu) ?? [];
  const han = words.match(/\p{Script=Han}/gu) ?? [];
  return new Set(latin).size + Math.ceil(new Set(han).size / 2);
}
