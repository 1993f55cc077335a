import { and, desc, eq, gt, isNotNull } from 'drizzle-orm';
import type { InboundEvent } from '../platforms/platform.ts';
import { sentMessage } from '../runtime/presses.ts';
import type { Database } from '../store/database.ts';
import { button } from './buttons.ts';
import type { Meeting, OpenDialogue } from './conversation-repository.ts';
import { text, type Scene, type Step } from './scene.ts';
import { thumbIn, type Thumb } from './thumb-words.ts';

/** So long after its end a talk's answer is what a 👍 is about, ms. */
const SOON_AFTER_MS = 60 * 60_000;

interface Here {
  meeting: Meeting;
  dialogue: OpenDialogue | undefined;
  scene: Scene;
}

/** An answer that a thumb is about. */
interface AboutAnswer {
  articleId: string;
  dialogueId: string | null;
}

/** What people say of answers by a button, a reaction or an emoji when nobody has asked (requirement X49). */
export function createThumbs(db: Database) {
  const { questions, dialogues } = db.tables;
  const about = { articleId: questions.articleId, dialogueId: questions.dialogueId };

  /** His own question only: a button's value may come from anywhere. */
  async function ofQuestion(id: string, { person }: Meeting): Promise<AboutAnswer | undefined> {
    const rows = await db.read
      .select(about)
      .from(questions)
      .where(and(eq(questions.id, id), eq(questions.personId, person.id)));
    return known(rows);
  }

  /** The latest answer in his chat, or the latest by one article. */
  async function ofChat(
    { conversation }: Meeting,
    which: { since: number } | { articleId: string },
  ): Promise<AboutAnswer | undefined> {
    const rows = await db.read
      .select(about)
      .from(questions)
      .innerJoin(dialogues, eq(dialogues.id, questions.dialogueId))
      .where(
        and(
          eq(dialogues.holder, conversation.id),
          isNotNull(questions.articleId),
          'since' in which ? gt(dialogues.updatedAt, which.since) : eq(questions.articleId, which.articleId),
        ),
      )
      .orderBy(desc(questions.at))
      .limit(1);
    return known(rows);
  }

  /** The answer in a message: its buttons tell which. */
  async function ofMessage(
    { place, messageId }: InboundEvent & { kind: 'reaction' },
    meeting: Meeting,
  ): Promise<AboutAnswer | undefined> {
    const message = await sentMessage(db, place, messageId);
    const valueOf = (id: string) => message?.buttons?.find((one) => one.id === id)?.value;
    const question = valueOf('thumbs-up');
    if (question !== undefined) return ofQuestion(question, meeting);
    const articleId = valueOf('solved');
    if (articleId === undefined) return undefined;
    return (await ofChat(meeting, { articleId })) ?? { articleId, dialogueId: null };
  }

  /** What comes of a thumb; nothing where it is none, or where the open dialogue asks about the answer itself. */
  return async function thumb(here: Here, event: InboundEvent): Promise<Step | undefined> {
    const { meeting, dialogue, scene } = here;
    switch (event.kind) {
      case 'action': {
        const { action, value } = event;
        if (action !== 'thumbs-up' && action !== 'thumbs-down') return undefined;
        return signed(scene, action, await ofQuestion(value, meeting));
      }
      case 'reaction': {
        const given = thumbIn(event.reaction);
        const answer = given && (await ofMessage(event, meeting));
        if (!answer) return undefined;
        const step = signed(scene, given, answer);
        // A reaction is answered in kind: by nothing, unless something is wrong.
        return given === 'thumbs-up' ? { ...step, replies: [] } : step;
      }
      case 'message': {
        const given = dialogue || event.forwarded ? undefined : thumbIn(event.text);
        const answer = given && (await ofChat(meeting, { since: scene.now - SOON_AFTER_MS }));
        return answer && signed(scene, given, answer);
      }
      default:
        return undefined;
    }
  };
}

function signed(scene: Scene, given: Thumb, answer: AboutAnswer | undefined): Step {
  if (!answer) return { replies: [text(scene.say('dialogue.over'))] };
  const thanks =
    given === 'thumbs-up'
      ? text(scene.say('thumbs.up'))
      : text(scene.say('thumbs.down'), [button(scene, 'human')]);
  return {
    replies: [thanks],
    effects: [
      { do: 'sign', ...answer, sign: given },
      ...(given === 'thumbs-down' ? [{ do: 'verdict' as const, ...answer, verdict: given }] : []),
    ],
  };
}

function known([row]: { articleId: string | null; dialogueId: string | null }[]): AboutAnswer | undefined {
  return row?.articleId ? { articleId: row.articleId, dialogueId: row.dialogueId } : undefined;
}
