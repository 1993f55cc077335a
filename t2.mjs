const dir = '/tmp/c1000/prompts';
const { loadArticles } = await import('./dist/knowledge/articles.js'); const { createKnowledgeBase } = await import('./dist/knowledge/knowledge-base.js'); const { issueTypes } = await import('./dist/language/issue-types.js');
const arts = loadArticles(dir, new Set(issueTypes)); createKnowledgeBase(arts);
