import { exportCsv, exportMarkdown } from './knowledge/export.ts';
import { readFiles } from './knowledge/import/files.ts';
import type { KnowledgeBase } from './knowledge/knowledge-base.ts';
import { issueTypes } from './language/issue-types.ts';
import type { KnowledgeTransfer } from './web/knowledge-deps.ts';

/** Who answers for an imported article that names nobody, until somebody is named. */
const OWNER = 'service-desk';

/** Articles from files and into files. */
export function knowledgeTransfer(base: KnowledgeBase): KnowledgeTransfer {
  const rules = { types: new Set<string>(issueTypes) };
  return {
    async read(files) {
      const { drafts, mistakes } = await readFiles(files, rules);
      return { drafts: drafts.map((draft) => ({ ...draft, owner: draft.owner ?? OWNER })), mistakes };
    },
    markdown: async () => exportMarkdown(base.all()),
    csv: async () => exportCsv(base.all()),
  };
}
