import { it } from 'vitest';
import { readFileSync, writeFileSync } from 'node:fs';
import { openOffice } from './support/office.ts';
it('plays', async () => {
  const scripts: { name: string; who?: string; steps: string[] }[] = JSON.parse(readFileSync('/tmp/play.json', 'utf8'));
  let out = '';
  for (const s of scripts) {
    const office = await openOffice();
    out += `\n######## ${s.name}\n`;
    const people = new Map<string, any>();
    try {
      for (const step of s.steps) {
        const [, w, verb, text] = /^(\w+)(>|!|@|~)([\s\S]*)$/.exec(step) ?? [];
        if (w === 'pass') { await office.pass(Number(text) * 3600000);
          for (const [n, p] of people) for (const h of await p.heard()) out += `   [${n} hears] ${h.replace(/\n/g, '\n      ')}\n`;
          continue; }
        if (!people.has(w!)) { const ch = {wang:'l1',tom:'l1',chen:'l2'}[w!]; people.set(w!, ch ? office.agent(({wang:'wang-fang',tom:'tom',chen:'chen-wei'} as any)[w!], ch) : office.person(({li:'li-lei',han:'han-mei',ann:'ann'} as any)[w!] ?? w!)); }
        const p = people.get(w!);
        for (const q of people.values()) await q.catchUp();
        out += `>> ${step}\n`;
        if (verb === '>') await p.says(text!);
        else if (verb === '!') await p.presses(text!);
        else if (verb === '~') await p.pressesOnCard(text!);
        else if (verb === '@') { await p.opens(text || undefined); continue; }
        for (const [n, q] of people) for (const h of await q.heard()) out += `   [${n} hears] ${h.replace(/\n/g, '\n      ')}\n`;
      }
    } catch (e) { out += `   !!! ${(e as Error).message}\n`; }
    await office.close();
  }
  writeFileSync('/tmp/play.out', out);
}, 200000);
