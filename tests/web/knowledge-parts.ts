import { pino } from 'pino';
import { loadMessages } from '../../src/content/messages.ts';
import { createKnowledge } from '../../src/knowledge/knowledge.ts';
import type { Article } from '../../src/knowledge/knowledge-base.ts';
import { knowledgePolicy } from '../../src/knowledge/policy.ts';
import { createSynonyms } from '../../src/knowledge/synonyms.ts';
import type { Database } from '../../src/store/database.ts';
import { knowledgeDeps } from '../../src/web-knowledge.ts';

const policy = knowledgePolicy.parse({});
const messages = loadMessages('prompts', ['common', 'requester']);

/** The real domain of knowledge on a database; only the search is a plain one. */
export async function openKnowledge(db: Database, now: () => number) {
  const log = pino({ enabled: false });
  const all = (): readonly Article[] => knowledge.base.all();
  const knowledge = await createKnowledge({
    db,
    policy,
    starter: [],
    search: {
      search: async (text, { locale, limit = 10 }) =>
        all()
          .filter(
            (article) => article.locale === locale && `${article.title} ${article.symptom}`.includes(text),
          )
          .slice(0, limit)
          .map(({ id: key, locale: language }) => ({
            key,
            locale: language,
            entry: key,
            score: 1,
            coverage: 1,
            why: [text],
          })),
    },
    synonyms: await createSynonyms({ db, ofContent: [['vpn', '虚拟专用网']], log }),
    enqueue: async () => {},
    now,
    log,
  });
  const deps = knowledgeDeps({
    ...knowledge,
    db,
    messagesOf: async () => [],
    messages,
    policy,
    timeZone: 'Asia/Shanghai',
    now,
  });
  return { parts: knowledge, questions: knowledge.questions, deps };
}
