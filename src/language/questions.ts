import { normalise } from './tokens.ts';

const HOW =
  /(?:怎么|怎样|如何)(?!办|回事|了|这么|那么|还|又|老|总|就|不|没|会)|在哪|哪里|哪儿|多少钱|什么时候|(?:可以|能)[^,。]{1,20}吗|\b(?:how (?:do|does|can|to|would|should|long)|where (?:do|can|is|are)|what(?:'s| is| are) the|can i|could i|may i|is there a way)\b/;
const STILL = /还是|还没|仍然|依然|依旧|又|再次|还在|\b(?:still|again|came back|is back|keeps|same)\b/;
const PROGRESS =
  /什么时候(?:能|可以|会)?(?:来|到|好|修|处理|解决|弄|联系)|(?:修|弄|处理|解决)好?了?(?:没|吗|没有)\??$|怎么还(?:没|不)|进度|进展|到哪一?步|多久能|催一?下|\b(?:when will|any (?:news|update|progress)|how long|what(?:'s| is) the (?:status|progress)|status of|still waiting|eta)\b/;
const QUESTION = /\?\s*$|怎么|怎样|如何|为什么|\b(?:how|what|why|where|when|which)\b/;

/** Whether the text asks how or where something is done, as against telling of something broken. */
export function asksHow(text: string): boolean {
  return HOW.test(normalise(text));
}

/** Whether the text says that something goes on, or has come back. */
export function saysStill(text: string): boolean {
  return STILL.test(normalise(text));
}

/** Whether somebody who waits asks how far things are. */
export function asksForProgress(text: string): boolean {
  return PROGRESS.test(normalise(text).trim());
}

/** Whether the text is a question at all. */
export function isQuestion(text: string): boolean {
  const said = normalise(text).trim();
  return HOW.test(said) || QUESTION.test(said);
}

const DIGITS = '一二三四五六七八九';

/** `2`, `第二个`, `the second one`: a place in a list, counted from 1. */
export function placeInList(text: string): number | undefined {
  const said = normalise(text).trim();
  const found = /^(?:第|选|no\.? ?)?([1-9]|[一二三四五六七八九])[.)个项条号]?$/.exec(said)?.[1];
  if (found) return DIGITS.includes(found) ? DIGITS.indexOf(found) + 1 : Number(found);
  const word = /^(?:the )?(first|second|third|fourth|fifth|last)(?: one)?$/.exec(said)?.[1];
  const place = ['first', 'second', 'third', 'fourth', 'fifth'].indexOf(word ?? '') + 1;
  return place > 0 ? place : undefined;
}
