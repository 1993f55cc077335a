import { normalise } from './tokens.ts';

const HOW =
  /(?:怎么|怎样|如何)(?!办|回事|了|这么|那么|还|又|老|总|就|不|没|会)|在哪|哪里|哪儿|多少钱|什么时候|(?:可以|能)[^,。]{1,20}吗|\b(?:how (?:do|does|can|to|would|should|long)|where (?:do|can|is|are)|what(?:'s| is| are) the|can i|could i|may i|is there a way)\b/;
const STILL = /还是|还没|仍然|依然|依旧|又|再次|还在|\b(?:still|again|came back|is back|keeps|same)\b/;
const QUESTION = /\?\s*$|怎么|怎样|如何|为什么|\b(?:how|what|why|where|when|which)\b/;

/** Whether the text asks how or where something is done, as against telling of something broken. */
export function asksHow(text: string): boolean {
  return HOW.test(normalise(text));
}

/** Whether the text says that something goes on, or has come back. */
export function saysStill(text: string): boolean {
  return STILL.test(normalise(text));
}

/** Whether the text is a question at all. */
export function isQuestion(text: string): boolean {
  const said = normalise(text).trim();
  return HOW.test(said) || QUESTION.test(said);
}
