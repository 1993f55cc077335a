import { Hono } from 'hono';
import type { WebDeps } from '../deps.ts';
import { namesOf } from '../names.ts';
import { page } from '../page.tsx';
import { whoever } from '../rights.ts';
import { ChatLive, ChatPage, type ChatProps } from '../views/chat-page.tsx';
import type { Visit, WebEnv } from '../visit.ts';

const TICKETS_SHOWN = 30;

/** The employee's chat. */
export function chatRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/chat', async (c) => {
    if (!c.var.visit.person) return c.redirect('/', 303);
    return page(c, <ChatPage {...await chat(c.var.visit)} />);
  });

  app.get('/chat/live', async (c) => c.html(<ChatLive {...await chat(c.var.visit)} />));

  async function chat(visit: Visit): Promise<ChatProps> {
    const person = whoever(visit);
    const [messages, tickets] = await Promise.all([
      deps.platform.messages({ channel: `dm:${person.id}`, viewerId: person.id }),
      deps.tickets.ofRequester(person.id),
    ]);
    const nameOf = await namesOf(
      deps,
      visit,
      messages.map((message) => message.authorId),
    );
    return {
      visit,
      person,
      messages,
      tickets: tickets.slice(0, TICKETS_SHOWN),
      nameOf,
      back: '/chat#end',
      newId: deps.newId,
    };
  }

  return app;
}
