import { join } from 'node:path';
import { loadMessages } from './content/messages.ts';
import { loadQuestionnaires } from './conversations/questionnaire/content.ts';
import { loadPeople } from './identity/people-list.ts';
import { loadResetPolicy } from './identity/password-reset/policy.ts';
import { loadArticles } from './knowledge/articles.ts';
import { createAccountWishes } from './language/account-wishes.ts';
import { loadLanguage } from './language/content.ts';
import { createLoginTrouble } from './language/login-trouble.ts';
import { issueTypes } from './language/issue-types.ts';
import { createOutageReader } from './language/outages.ts';
import { createUnderstanding } from './language/understand.ts';
import { loadSearchWords } from './search/index.ts';
import { loadDeskPolicy, type QueueChannels } from './tickets/desk-policy.ts';
import { peopleOfPolicy } from './tickets/role-holders.ts';
import { readTexts } from './web/texts.ts';

export interface ContentOptions {
  contentDir: string;
  deskChannels: QueueChannels;
  locale: 'zh-CN' | 'en' | undefined;
  timeZone: string | undefined;
  /** Whether the demo people are there; they aren't beside a real platform. */
  demo?: boolean | undefined;
}

/** Everything a support team edits, read and checked. Throws a ContentError with file, line and reason. */
export function loadContent({ contentDir, deskChannels, locale, timeZone, demo = true }: ContentOptions) {
  const listed = loadPeople(contentDir);
  const policy = loadDeskPolicy(contentDir, deskChannels, { listed, demo, timeZone });
  const language = loadLanguage(contentDir);
  const articles = loadArticles(contentDir, new Set(issueTypes));
  return {
    policy: { ...policy, locale: locale ?? policy.locale },
    directory: { known: [...listed, ...peopleOfPolicy(policy)], linkByEmail: policy.linkByEmail },
    /** Learnt from the content: what a message means. */
    ...createUnderstanding(language),
    /** What reports of one outage are known by. */
    readOutage: createOutageReader(language.incidents),
    /** What somebody means who can't log in, and wishes about the password reset. */
    troubleOf: createLoginTrouble(language.loginTrouble),
    wishOf: createAccountWishes(language.loginTrouble, language.moves.fillers),
    typeNames: new Map(language.types.types.map((type) => [type.id as string, type.name])),
    messages: loadMessages(contentDir, [
      'common',
      'requester',
      'desk',
      'desk-knowledge',
      'service-levels',
      'linking',
      'password-reset',
      'platforms',
    ]),
    questionnaires: loadQuestionnaires(contentDir),
    resetPolicy: loadResetPolicy(contentDir),
    /** What the knowledge base begins with. */
    articles,
    searchWords: loadSearchWords(contentDir),
    webTexts: readTexts(join(contentDir, 'messages')),
  };
}

export type Content = ReturnType<typeof loadContent>;
