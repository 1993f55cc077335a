import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addresseeOf, type ChatScene } from '../../src/desk/chats/addressee.ts';
import { OWN } from '../../src/desk/threads/chat-state.ts';
import type { Ticket } from '../../src/tickets/ticket.ts';

const ticket = (id: string) => ({ id }) as Ticket;
const [a, b, c] = [ticket('a'), ticket('b'), ticket('c')];
const quiet = { isOpen: false, isNews: false };

function scene(some: Partial<ChatScene>): ChatScene {
  const nothing = { atWork: [], resolved: [], asked: [], remarks: [] };
  return { turnedTo: null, ...nothing, news: new Set(), own: quiet, ...some };
}

describe('whom an agent’s plain words are for', () => {
  it('is the bot for who holds nothing', () => {
    expect(addresseeOf(scene({}))).toEqual({ to: 'bot' });
  });

  it('is his only ticket, and of several the one he turned to', () => {
    expect(addresseeOf(scene({ atWork: [a] }))).toEqual({ to: 'ticket', ticket: a });
    expect(addresseeOf(scene({ atWork: [a, b], turnedTo: 'b' }))).toEqual({ to: 'ticket', ticket: b });
  });

  it('is asked when he has several and has chosen none', () => {
    expect(addresseeOf(scene({ atWork: [a, b] }))).toEqual({ to: 'unclear', tickets: [a, b], own: false });
  });

  it('is asked when something of another ticket was shown since', () => {
    const shown = scene({ atWork: [a, b], turnedTo: 'b', news: new Set(['a']) });
    expect(addresseeOf(shown)).toEqual({ to: 'unclear', tickets: [b, a], own: false });
  });

  it('is asked when a colleague has said something, were it of the ticket he turned to', () => {
    const shown = scene({ atWork: [a, b], turnedTo: 'b', remarks: [a] });
    expect(addresseeOf(shown)).toEqual({ to: 'unclear', tickets: [a, b], own: false, remarkOn: a });
    expect(addresseeOf(scene({ atWork: [a], remarks: [a] })).to).toBe('unclear');
    expect(addresseeOf(scene({ atWork: [a, b], remarks: [a, b] }))).not.toHaveProperty('remarkOn');
  });

  it('is asked when he answers a message of which nobody can tell what it is about', () => {
    const answering = { turnedTo: 'b', isAnswer: true };
    expect(addresseeOf(scene({ ...answering, atWork: [a, b] }))).toEqual({
      to: 'unclear',
      tickets: [b, a],
      own: false,
    });
    expect(addresseeOf(scene({ ...answering, atWork: [b] }))).toEqual({ to: 'ticket', ticket: b });
    const own = { isOpen: true, isNews: false };
    expect(addresseeOf(scene({ ...answering, atWork: [b], own }))).toMatchObject({
      to: 'unclear',
      own: true,
    });
  });

  it('is asked when the bot has asked him something of his own', () => {
    const own = { isOpen: true, isNews: true };
    expect(addresseeOf(scene({ atWork: [a], turnedTo: 'a', own }))).toEqual({
      to: 'unclear',
      tickets: [a],
      own: true,
    });
  });

  it('is the bot while he talks with it, and asked once that is over', () => {
    const open = { isOpen: true, isNews: false };
    expect(addresseeOf(scene({ atWork: [a], turnedTo: OWN, own: open }))).toEqual({ to: 'bot' });
    expect(addresseeOf(scene({ atWork: [a], turnedTo: OWN })).to).toBe('unclear');
  });

  it('is asked when all he has waits for the requester', () => {
    expect(addresseeOf(scene({ resolved: [a] }))).toEqual({ to: 'unclear', tickets: [a], own: true });
  });

  it('is never a guess', () => {
    const ids = fc.subarray(['a', 'b', 'c']);
    const all = [a, b, c];
    const among = (names: string[]) => all.filter(({ id }) => names.includes(id));
    fc.assert(
      fc.property(
        fc.record({ work: ids, asked: ids, news: ids, own: fc.boolean(), open: fc.boolean() }),
        fc.option(fc.constantFrom('a', 'b', 'c', OWN)),
        ({ work, asked, news, own, open }, turnedTo) => {
          const found = addresseeOf({
            turnedTo,
            atWork: among(work),
            resolved: among(['a', 'b', 'c'].filter((id) => !work.includes(id))),
            asked: among(asked),
            news: new Set(news),
            remarks: [],
            own: { isOpen: open || own, isNews: own },
          });
          if (found.to !== 'ticket') return;
          const { id } = found.ticket;
          expect(own).toBe(false);
          expect(news.filter((one) => one !== id)).toEqual([]);
          expect(asked.filter((one) => one !== id)).toEqual([]);
          expect(work.length <= 1 || turnedTo === id || asked.includes(id) || news.includes(id)).toBe(true);
        },
      ),
    );
  });
});
