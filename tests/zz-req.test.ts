import { it } from 'vitest';
import { readFileSync } from 'node:fs';
import { openOffice } from './support/office.ts';
it('scratch', async () => {
  const lines = readFileSync(process.env.SCRIPT ?? '/tmp/req.txt', 'utf8').split('\n').filter(Boolean);
  let office = await openOffice(); let out = '';
  try { for (const line of lines) {
    if (line === '---') { await office.close(); office = await openOffice(); out += '\n=========\n'; continue; }
    if (line.startsWith('pass ')) { await office.pass(Number(line.slice(5)) * 3600000); const p = office.person('li-lei'); out += `\n> ${line}\n` + (await p.messages()).slice(-2).map((m) => '   ' + m.text).join('\n   ~\n') + '\n'; continue; }
    const [who, ...rest] = line.split(' '); const text = rest.join(' ');
    if (who === 'wang') { try { const w = office.agent('wang-fang', 'l1'); await w.opens(); if (text.startsWith('[')) await w.pressesOnCard(text.slice(1, -1)); else await w.says(text); out += `\n> ${line}\n` + (await w.heard()).map((m) => '   W ' + m).join('\n') + '\n'; const p = office.person('li-lei'); out += (await p.messages()).slice(-1).map((m) => '   LL ' + m.text.slice(0,200)).join('\n') + '\n'; } catch (e) { out += `!! ${String(e)}\n`; } continue; }
    const p = office.person(who!);
    await p.catchUp();
    try {
    if (text.startsWith('[')) await p.presses(text.slice(1, -1)); else await p.says(text);
    } catch (e) { out += `!! ${String(e)}\n`; }
    out += `\n> ${line}\n` + (await p.heard()).map((m) => '   ' + (m.length > 300 ? m.slice(0, 60).replaceAll('\n', ' ') + ' … ' + m.slice(-110).replaceAll('\n', ' ') : m.replaceAll('\n', '\n   '))).join('\n   ~\n') + '\n';
  }
  } finally { console.log(out); await office.close(); }
}, 60000);
