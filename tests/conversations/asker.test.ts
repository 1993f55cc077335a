import { describe, expect, it } from 'vitest';
import { askerContext } from '../../src/conversations/asker.ts';
import type { Ticket } from '../../src/tickets/ticket.ts';

describe('what the search knows of who asks', () => {
  it('is his device, system and department', () => {
    const person = {
      profile: { device: 'ThinkPad T14', os: 'Windows 11', room: '3F' },
      department: 'Finance',
    };
    expect(askerContext(person, [])).toEqual({
      device: 'ThinkPad T14',
      os: 'Windows 11',
      department: 'Finance',
      history: [],
    });
  });

  it('is what his last tickets were about, and what solved them', () => {
    const past = [
      ticket({ type: 'printer', resolution: { cause: 'c', steps: [], articleId: 'printer-offline' } }),
      ticket({
        type: 'network',
        tried: [
          { articleId: 'network-vpn-809', title: 'VPN 809', verdict: 'solved' },
          { articleId: 'network-wifi', title: 'Wi-Fi', verdict: 'not-solved' },
        ],
      }),
      ticket({ type: 'printer' }),
    ];
    const { history } = askerContext({ profile: {}, department: null }, past);
    expect(history).toEqual(['printer', 'printer-offline', 'network', 'network-vpn-809']);
  });

  it('is nothing that is long over', () => {
    const past = ['a', 'b', 'c', 'd', 'e', 'f'].map((type) => ticket({ type }));
    expect(askerContext({ profile: {}, department: null }, past).history).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

function ticket(set: Partial<Ticket>): Ticket {
  return { type: 'other', resolution: null, tried: [], ...set } as Ticket;
}
