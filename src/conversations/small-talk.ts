import { isQuestion } from '../language/questions.ts';
import { button } from './buttons.ts';
import { text, type Scene, type Step, type Turn } from './scene.ts';

/** An answer to what is no problem: a greeting, thanks, an emoji, chatter. None for a problem or a file. */
export function smallTalk(scene: Scene, { understood, files }: Turn): Step | undefined {
  if (files.length > 0) return undefined;
  switch (understood.kind) {
    case 'greeting':
    case 'thanks':
    case 'presence':
    case 'goodbye':
    case 'empty':
    case 'emoji':
    case 'smalltalk':
      return { replies: [text(scene.say(`small-talk.${understood.kind}`))] };
    case 'problem':
    case 'unclear':
      return undefined;
  }
}

/** Off the topic but no question: where something is expected, “在茶水间旁边” may well be it. */
export function isRemark({ understood, text: words }: Turn): boolean {
  return understood.kind === 'smalltalk' && !isQuestion(words);
}

/** What Deskline can do, with an example of each. */
export function help(scene: Scene): Step {
  return {
    replies: [text(scene.say('help.requester'), [button(scene, 'my-tickets'), button(scene, 'human')])],
  };
}

export function welcome(scene: Scene): Step {
  return { replies: [text(scene.say('small-talk.welcome', { name: scene.person.name }))] };
}
