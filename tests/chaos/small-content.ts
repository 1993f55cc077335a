import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

const ARTICLES = /^(printer-paper-jam|network-vpn-809|.*-first-checks)\./;
const EXAMPLES = 10;

/**
 * The content of the program, with people of our own and without most articles and examples: it is read at each
 * of some forty starts.
 */
export function writeSmallContent(folder: string, demo: object[]): void {
  cpSync('prompts', folder, { recursive: true });
  const articles = join(folder, 'knowledge');
  for (const name of readdirSync(articles)) {
    if (!ARTICLES.test(name)) rmSync(join(articles, name));
    else edit(join(articles, name), (text) => text.replace(/^related: .*$/m, 'related: []'));
  }
  edit(join(folder, 'desk.yaml'), (text) => {
    const desk = parse(text) as { demo: object[] };
    // Everybody has the same two problems, and who comes third would be a matter of chance.
    const incidents = { from: 100_000 };
    return stringify({ ...desk, incidents, demo: [...desk.demo, ...demo] }, { aliasDuplicateObjects: false });
  });
  edit(join(folder, 'language', 'types.yaml'), (text) => {
    const words = parse(text) as { types: { zh: string[]; en: string[] }[] };
    const types = words.types.map((type) => ({
      ...type,
      zh: type.zh.slice(0, EXAMPLES),
      en: type.en.slice(0, EXAMPLES),
    }));
    return stringify({ ...words, types });
  });
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}
