import { Hono } from 'hono';
import type { WebDeps } from './deps.ts';
import { answerFailure } from './failures.tsx';
import { notFound } from './refusal.ts';
import { apiRoutes } from './routes/api.ts';
import { agreementRoutes } from './routes/agreements.tsx';
import { assetRoutes } from './routes/assets.ts';
import { boardRoutes } from './routes/board.tsx';
import { chatRoutes } from './routes/chat.tsx';
import { deadLetterRoutes } from './routes/dead-letters.tsx';
import { deskRoutes } from './routes/desk.tsx';
import { eventRoutes } from './routes/events.ts';
import { fileRoutes } from './routes/files.ts';
import { formRoutes } from './routes/forms.ts';
import { frontRoutes } from './routes/front.tsx';
import { knowledgeRoutes } from './routes/knowledge/index.ts';
import { operationRoutes } from './routes/operation.ts';
import { outcomeRoutes } from './routes/outcomes.tsx';
import { demoDirectoryRoutes } from './routes/demo-directory.tsx';
import { resetAdminRoutes } from './routes/reset-admin.tsx';
import { resetRoutes } from './routes/reset.tsx';
import { ticketRoutes } from './routes/tickets.tsx';
import { limitBody, sameSite, secureHeaders } from './security.ts';
import { readVisit, type WebEnv } from './visit.ts';
import { createWriters } from './writers.ts';

/** All pages and calls of the web platform. */
export function createWebApp(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const writers = createWriters(deps);

  app.use(secureHeaders);
  app.use(async (c, next) => {
    c.set('visit', readVisit(c, deps));
    await next();
  });
  app.use(sameSite(deps.hosts));
  app.use(limitBody);

  app.route('/', operationRoutes(deps));
  app.route('/', assetRoutes(deps.assetsDir));
  app.route('/', frontRoutes(deps));
  app.route('/', chatRoutes(deps));
  app.route('/', deskRoutes(deps, writers));
  app.route('/', deadLetterRoutes(deps));
  app.route('/', ticketRoutes(deps));
  app.route('/', knowledgeRoutes(deps));
  app.route('/', outcomeRoutes(deps));
  app.route('/', boardRoutes(deps));
  app.route('/', agreementRoutes(deps));
  app.route('/', resetRoutes(deps));
  app.route('/', resetAdminRoutes(deps));
  app.route('/', demoDirectoryRoutes(deps));
  app.route('/', apiRoutes(deps, writers));
  app.route('/', formRoutes(deps));
  app.route('/', fileRoutes(deps));
  app.route('/', eventRoutes(deps));

  app.notFound((c) => answerFailure(c, notFound(), deps));
  app.onError((error, c) => answerFailure(c, error, deps));
  return app;
}
