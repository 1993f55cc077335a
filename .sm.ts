import { createSearch } from './src/knowledge/search.ts'; import { parse } from 'yaml'; import { readdirSync, readFileSync } from 'node:fs';
const docs=readdirSync('prompts/knowledge').filter(f=>f.endsWith('.md')).map(f=>{const s=readFileSync('prompts/knowledge/'+f,'utf8'); const m=/^---\n([^]*?)\n---\n([^]*)$/.exec(s)!; const h=parse(m[1]!); return {id:h.id,title:String(h.title),keywords:h.keywords.map(String),synonyms:h.synonyms.map(String),text:[h.symptom,h.scene,m[2]].join('\n'),type:h.type,locale:f.includes('.zh.')?'zh-CN' as const:'en' as const}});
const have=new Set(docs.map(d=>d.id)); console.log(docs.length, have.size);
let t=performance.now(); const S=createSearch(docs); console.log('index',performance.now()-t);
const q=parse(readFileSync('tests/knowledge/queries.yaml','utf8')); let one=0,three=0,n=0,good=0; const ts:number[]=[];
for(const {query,id} of q.queries){ if(!have.has(id))continue; n++; t=performance.now(); const r=S.search(query); ts.push(performance.now()-t); if(r[0]?.id===id){one++; if(r[0].score>=.6)good++; else console.log('  low',query,r[0].score.toFixed(2))} if(r.slice(0,3).some(x=>x.id===id))three++; if(r[0]?.id!==id)console.log(query,'→',r.slice(0,4).map(x=>x.id+':'+x.score.toFixed(2)+'/'+x.coverage.toFixed(2)).join(' '));}
for(const p of [...q.poor,'打印机','vpn 999','vpn 报错 13801','printer','error 0xdeadbeef in excel','电脑']){const r=S.search(p)[0]; console.log('poor',p,r?.id,r?.score.toFixed(2))}
ts.sort((a,b)=>a-b); console.log({n,one:one/n,three:three/n,good:good/n,median:ts[n>>1],p99:ts[Math.floor(n*.99)]});
