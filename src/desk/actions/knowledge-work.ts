import { verbatim } from '../../content/markdown.ts';
import type { OutboundMessage } from '../../platforms/platform.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { DeskCommand, KnowledgeCommand } from '../commands/desk-command.ts';
import type { Replies } from '../threads/replies.ts';
import type { Caller, Seat } from '../threads/seat.ts';
import type { ArticleActs } from './article-acts.ts';
import type { Learning } from './learning.ts';
import type { LookUps } from './look-ups.ts';
import type { Plans } from './plans.ts';
import type { SynonymActs } from './synonym-acts.ts';

export interface KnowledgeWorkOptions {
  lookUps: LookUps;
  learning: Learning;
  acts: ArticleActs;
  synonyms: SynonymActs;
  plans: Plans;
  replies: Replies;
}

/** Commands that are about knowledge, given on a ticket or on none. */
export function createKnowledgeWork({
  lookUps,
  learning,
  acts,
  synonyms,
  plans,
  replies,
}: KnowledgeWorkOptions) {
  return { onTicket, withoutTicket, openArticle, openCase };

  async function onTicket(seat: Seat, command: KnowledgeCommand): Promise<Plan> {
    const { ticket, queue } = seat;
    switch (command.do) {
      case 'kb': {
        const found = await lookUps.search(seat, command.query, {
          ticket,
          departments: [queue.department],
        });
        return plans.plan(seat, 'kb', (tx) => replies.inThread(tx, seat, found.text, found.buttons));
      }
      case 'new-article':
        return learning.draft(seat);
      case 'no-article':
        return learning.nothing(seat, command.reason);
      case 'article':
        switch (command.act) {
          case 'show':
            return openArticle(seat, command.articleId);
          case 'link':
            return learning.link(seat, command.articleId);
          case 'update':
            return learning.update(seat, command.articleId);
          default:
            return (await onArticle(seat, command)) ?? { result: `ignored: ${command.act}` };
        }
    }
  }

  /** What needs no ticket; undefined for what does. `departments`: whose past tickets may be shown. */
  async function withoutTicket(
    caller: Caller,
    command: DeskCommand,
    departments: readonly string[],
  ): Promise<Plan | undefined> {
    switch (command.do) {
      case 'kb':
        return show(caller, 'kb', await lookUps.search(caller, command.query, { departments }));
      case 'points':
        return show(caller, 'points', await lookUps.points(caller));
      case 'synonym':
        return synonyms.run(caller, command);
      case 'article':
        return onArticle(caller, command);
      default:
        return undefined;
    }
  }

  async function onArticle(
    caller: Caller,
    command: KnowledgeCommand & { do: 'article' },
  ): Promise<Plan | undefined> {
    const { articleId } = command;
    switch (command.act) {
      case 'show': {
        const shown = lookUps.article(caller, articleId) ?? (await lookUps.draft(caller, articleId));
        return show(caller, 'article shown', shown ?? noArticle(caller, articleId));
      }
      case 'approve':
        return acts.approve(caller, articleId);
      case 'return':
        return acts.giveBack(caller, { articleId, reason: command.reason });
      case 'verify':
        return acts.verify(caller, articleId);
      case 'retire':
        return acts.retire(caller, { articleId, reason: command.reason });
      case 'fill':
        return acts.fill(caller, articleId, command.text);
      case 'submit':
        return acts.submit(caller, articleId);
      case 'link':
      case 'update':
        return undefined;
    }
  }

  /** With what can be done with it on the ticket. */
  async function openArticle(seat: Seat, articleId: string): Promise<Plan> {
    const published = lookUps.article(seat, articleId, seat.ticket);
    const shown = published ?? (await lookUps.draft(seat, articleId)) ?? noArticle(seat, articleId);
    return plans.plan(seat, 'article shown', (tx) => replies.alone(tx, seat, shown.text, shown.buttons));
  }

  async function openCase(seat: Seat, id: string): Promise<Plan> {
    const shown = await lookUps.solved(seat, id, seat.queue);
    const text = shown?.text ?? seat.say('case.gone');
    return plans.plan(seat, 'case shown', (tx) => replies.alone(tx, seat, text));
  }

  function show(caller: Caller, result: string, message: OutboundMessage): Plan {
    return { result, apply: (tx) => replies.to(tx, caller, message) };
  }

  function noArticle({ say }: Caller, id: string): OutboundMessage {
    return { text: say('refused.no-article', { id: verbatim(id) }) };
  }
}

export type KnowledgeWork = ReturnType<typeof createKnowledgeWork>;
