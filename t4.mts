import { cpSync, readdirSync, readFileSync, writeFileSync, mkdtempSync } from 'node:fs';
const dir = '/tmp/c500/prompts'; cpSync('prompts', dir, { recursive: true });
const k = dir + '/knowledge'; const names = readdirSync(k); let n = names.length/2; const ids=[...new Set(names.map(x=>x.replace(/\.(zh|en)\.md$/,'')))];
for (let i=0; n<500; i++) for (const id of ids) { if (n>=500) break; for (const l of ['zh','en']) { const s = readFileSync(`${k}/${id}.${l}.md`,'utf8').replace(`id: ${id}`, `id: ${id}-${i}`); writeFileSync(`${k}/${id}-${i}.${l}.md`, s); } n++; }
const t = (name: string, f: () => any) => { const a = performance.now(); const r = f(); console.log(name, (performance.now()-a).toFixed(0)); return r; };
const { loadArticles } = await import('./dist/knowledge/articles.js'); const { createKnowledgeBase } = await import('./dist/knowledge/knowledge-base.js'); const { loadLanguage } = await import('./dist/language/content.js'); const { createUnderstanding } = await import('./dist/language/understand.js'); const { issueTypes } = await import('./dist/language/issue-types.js');
const arts = t('articles', () => loadArticles(dir, new Set(issueTypes))); t('index', () => createKnowledgeBase(arts)); const l = t('language', () => loadLanguage(dir)); t('train', () => createUnderstanding(l));
import { parseDocument, LineCounter, parse } from 'yaml';
const heads = readdirSync(k).map(f => /^---\n([\s\S]*?)\n---/.exec(readFileSync(`${k}/${f}`,'utf8'))![1]!);
t('yaml parseDocument '+heads.length, () => heads.map(h => parseDocument(h, { lineCounter: new LineCounter() })));
t('yaml parseDocument fast', () => heads.map(h => parseDocument(h, { lineCounter: new LineCounter(), prettyErrors: false, strict: false, uniqueKeys: false, schema: 'failsafe' }).toJS()));
