import { escaped } from './html.ts';

export interface Entry {
  /** Whose it is: the viewer's own stands on the right where the client does so. `gap`: something is left out. */
  side: 'bot' | 'viewer' | 'gap';
  name: string;
  html: string;
  reactions?: readonly string[] | undefined;
}

export interface Scene {
  vendor: 'slack' | 'dingtalk' | 'wecom';
  /** The name above the chat. */
  title: string;
  /** What is seen of the chat. */
  entries: readonly Entry[];
}

/** Chats side by side as their client lays them out, in plain CSS and without anybody's logo. */
export function pageOf(scenes: readonly Scene[]): string {
  const chats = scenes.map(
    ({ vendor, title, entries }) =>
      `<section class="${vendor}"><header>${escaped(title)}</header><main>${entries.map(entryHtml).join('')}</main></section>`,
  );
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>${css}</style><body>${drawn(chats.join(''))}</body></html>`;
}

function entryHtml({ side, name, html, reactions = [] }: Entry): string {
  if (side === 'gap') return '<p class="gap">⋯</p>';
  const badge = side === 'bot' ? '<em>APP</em>' : '';
  const marks = reactions.map((one) => `<span class="reaction">${one} 1</span>`).join('');
  return `<article class="${side}"><span class="face">${escaped(Array.from(name)[0] ?? '')}</span><div class="said"><div class="name">${escaped(name)}${badge}</div><div class="body">${html}</div>${marks}</div></article>`;
}

/** Signs that a machine without a font for them would draw as empty boxes. */
function drawn(html: string): string {
  return html
    .replaceAll('✅', '<span class="sign done">✓</span>')
    .replaceAll('❌', '<span class="sign wrong">×</span>')
    .replaceAll('🔒', '<span class="sign inside">内</span>');
}

const css = `
* { box-sizing: border-box; margin: 0; }
body { font: 14px/1.5 system-ui, 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif; color: #1d1c1d; background: #fff;
  display: inline-flex; gap: 12px; padding: 12px; }
section { width: 480px; background: #fff; border: 1px solid #ddd; border-radius: 10px; overflow: hidden; }
header { padding: 12px 18px; font-weight: 700; font-size: 16px; border-bottom: 1px solid #ddd; background: #fff; }
main { padding: 14px 18px 18px; }
article { display: flex; gap: 10px; margin-bottom: 12px; }
.face { flex: none; width: 36px; height: 36px; border-radius: 8px; background: #6b7a90; color: #fff; font-weight: 700;
  display: grid; place-items: center; }
.bot .face { background: #35506f; }
.viewer .face { background: #8a6d3b; }
.said { min-width: 0; flex: 1; }
.name { font-weight: 700; margin-bottom: 2px; }
.name em { font: 600 10px/1 sans-serif; background: #e4e4e4; color: #555; border-radius: 3px; padding: 2px 4px; margin-left: 6px; }
.body > * + * { margin-top: 6px; }
ol, ul { padding-left: 24px; }
h3 { font-size: 16px; line-height: 1.35; }
code { background: #f3f3f3; border: 1px solid #ddd; border-radius: 3px; padding: 0 3px; }
.context { color: #666; font-size: 13px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; }
.button { border: 1px solid #bbb; border-radius: 5px; padding: 3px 12px; font-weight: 600; font-size: 13px; background: #fff; }
.button.primary { background: #2b7a57; border-color: #2b7a57; color: #fff; }
.button.danger { color: #b3261e; border-color: #b3261e; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 6px 18px; }
.file { display: inline-flex; align-items: center; gap: 8px; border: 1px solid #ddd; border-radius: 8px; padding: 8px 14px; background: #fff; font-weight: 600; }
.gap { text-align: center; color: #888; margin-bottom: 12px; }
.sign { display: inline-block; min-width: 17px; border-radius: 4px; color: #fff; font: 700 12px/17px sans-serif; text-align: center; }
.done { background: #2b9a5b; }
.wrong { background: #c0392b; }
.inside { background: #8a8f98; }
.sheet { width: 18px; height: 22px; border-radius: 3px; background: #c8d3e0; }
.reaction { display: inline-block; margin-top: 5px; border: 1px solid #c9d6ea; background: #eef4fc; border-radius: 12px; padding: 0 8px; font-size: 13px; }
a { color: #1264a3; text-decoration: none; }

.dingtalk, .wecom { background: #f0f2f5; }
.dingtalk .said, .wecom .said { flex: 0 1 auto; max-width: 470px; }
.dingtalk .name, .wecom .name { font-weight: 400; font-size: 12px; color: #777; }
.dingtalk .body, .wecom .body { background: #fff; border-radius: 8px; padding: 10px 14px; box-shadow: 0 1px 1px #0001; }
.dingtalk .viewer, .wecom .viewer { flex-direction: row-reverse; }
.dingtalk .viewer .name, .wecom .viewer .name { text-align: right; }
.dingtalk .viewer .body { background: #cfe4ff; }
.wecom .viewer .body { background: #cde6ff; }
.dingtalk .face { border-radius: 50%; }
.rows { margin: 8px -14px -10px; }
.row { display: block; text-align: center; color: #1677ff; padding: 7px; border-top: 1px solid #eee; }
.wecom table { border-collapse: collapse; font-size: 13px; }
.wecom th { font-weight: 400; color: #888; text-align: left; vertical-align: top; padding: 2px 18px 2px 0; white-space: nowrap; }
.wecom .button { flex: 1 0 28%; text-align: center; color: #333; border-color: #d9d9d9; }
.wecom .style-1 { background: #3b78e7; color: #fff; border-color: #3b78e7; }
.wecom .style-3 { color: #d33; }
`;
