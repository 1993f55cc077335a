import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOffice, type Chatter, type Office } from '../support/office.ts';
import { claiming, marksOn, openTicket, seated } from './setting.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex');

let office: Office;
let lilei: Chatter;
beforeEach(async () => {
  office = await openOffice();
  lilei = await openTicket(office);
  await lilei.catchUp();
});
afterEach(() => office.close());

describe('the relay', () => {
  it('carries nothing before somebody has claimed, and says so to who wrote', async () => {
    const wang = await seated(office, 'wang-fang', 'l1');
    await wang.says('你好，我来看看');
    await wang.hears('先认领，才能和报修人对话');
    expect(await marksOn(wang, '你好，我来看看')).toEqual(['🔒']);
    await lilei.hearsNothing();
  });

  it('carries the assignee’s words and marks them as sent', async () => {
    const wang = await claiming(office);
    await wang.says('你好，我来看看');
    await lilei.hears('**王芳**（#IT-2026-000001）：你好，我来看看');
    expect(await marksOn(wang, '你好，我来看看')).toEqual(['✅']);
  });

  it('carries nothing that names another ticket than the thread’s, and takes its own name for what it is', async () => {
    const wang = await claiming(office);
    await lilei.catchUp();
    await wang.says('#77 请重启一下');
    await wang.hears('这里是 IT-2026-000001 的线程，你写的是 #77');
    await lilei.hearsNothing();
    await wang.says('优先级 #1 高');
    await lilei.hears('优先级');
  });

  it('carries no “cancel” of something that isn’t open', async () => {
    const wang = await claiming(office);
    await lilei.catchUp();
    await wang.says('升级');
    await wang.says('取消');
    await wang.hears('没有什么要取消的');
    await lilei.hearsNothing();
  });

  it('carries what the requester writes into the thread', async () => {
    const wang = await claiming(office);
    await lilei.says('现在还是连不上');
    await wang.hears('李雷**：现在还是连不上');
  });

  it('leaves the words of others inside', async () => {
    await claiming(office);
    await lilei.catchUp();
    const tom = await seated(office, 'tom', 'l1');
    await tom.says('I think it is the router');
    expect(await marksOn(tom, 'I think it is the router')).toEqual(['🔒']);
    await lilei.hearsNothing();
  });

  it('carries files both ways', async () => {
    const wang = await claiming(office);
    await wang.says('看这张图', [{ name: 'plan.png', bytes: PNG }]);
    expect((await lilei.messages()).at(-1)?.files.map(({ name }) => name)).toEqual(['plan.png']);
    await lilei.says('我的截图', [{ name: 'screen.png', bytes: PNG }]);
    expect((await wang.messages()).at(-1)?.files.map(({ name }) => name)).toEqual(['screen.png']);
  });

  it('carries nothing to a closed ticket', async () => {
    const wang = await claiming(office);
    await lilei.says('我的工单');
    await lilei.presses(/取消/);
    await lilei.presses(/确定取消|确定/);
    await lilei.catchUp();
    await wang.says('还在吗');
    await wang.hears('不能这样做');
    await lilei.hearsNothing();
  });
});

describe('what stays inside', () => {
  it('is a line that begins with //, and the rest of the message goes on', async () => {
    const wang = await claiming(office);
    await lilei.catchUp();
    await wang.says('请重启电脑\n// 他上周也报过\n／／ 可能是网卡');
    await lilei.hears('请重启电脑');
    await lilei.hearsNot(/上周|网卡/);
    const { queries } = office.deskline.services;
    const ticket = await queries.byNumber('IT-2026-000001');
    const written = await queries.messagesOf(ticket!.id);
    expect(written.filter(({ side }) => side === 'note').map(({ text }) => text)).toEqual([
      '他上周也报过\n可能是网卡',
    ]);
  });

  it('is a note, in both spellings of the colon and without any', async () => {
    const wang = await claiming(office);
    await lilei.catchUp();
    for (const text of [
      '备注：他很急',
      '备注:他很急',
      'note 他很急',
      '备注他很急',
      '// 他很急',
      '//他很急',
    ]) {
      await wang.says(text);
      expect([text, await marksOn(wang, text)]).toEqual([text, ['🔒']]);
    }
    await lilei.hearsNothing();
  });

  it('is a file that comes with an internal line or with a command', async () => {
    const wang = await claiming(office);
    await lilei.catchUp();
    await wang.says('// 内部照片', [{ name: 'inside.png', bytes: PNG }]);
    await wang.says('备注 机柜', [{ name: 'rack.png', bytes: PNG }]);
    await wang.says('优先级 高', [{ name: 'why.png', bytes: PNG }]);
    expect((await lilei.messages()).flatMap(({ files }) => files)).toEqual([]);
    const { queries } = office.deskline.services;
    const ticket = await queries.byNumber('IT-2026-000001');
    const files = (await queries.messagesOf(ticket!.id)).flatMap((message) => message.files);
    expect(files.map(({ name }) => name).toSorted()).toEqual(['inside.png', 'rack.png', 'why.png']);
  });

  it('is every command that isn’t understood; it is answered with help', async () => {
    const wang = await claiming(office);
    await lilei.catchUp();
    for (const text of ['升级', '优先级 很高', '/你好', 'wait a minute', '合并 那个']) {
      await wang.says(text);
      await wang.hears('没有发给报修人');
      await wang.hears('升级 二线|专家 [领域] 原因');
    }
    await lilei.hearsNothing();
  });
});

describe('a command that is misused', () => {
  it('is answered with its own form before all others', async () => {
    const wang = await claiming(office);
    await wang.says('升级到二线');
    await wang.hears(/“升级”这样写我看不懂[\s\S]*请这样写：`升级 二线 原因`[\s\S]*全部命令/);
  });
});

describe('who is mentioned', () => {
  it('is called by his name where the account’s id would say nothing', async () => {
    const wang = await claiming(office);
    await seated(office, 'tom', 'l1').then((tom) => tom.says('// hi'));
    await lilei.catchUp();
    await wang.says('你可以找 @tom 拿网线，或者 <@tom|Tommy>，邮箱 a@tom.cn');
    await lilei.hears('你可以找 @Tom Baker 拿网线，或者 @Tom Baker，邮箱 a@tom.cn');
  });

  it('keeps inside what begins with a colleague’s mention, by account or name', async () => {
    const wang = await claiming(office);
    await seated(office, 'tom', 'l1').then((tom) => tom.says('// hi'));
    await lilei.catchUp();
    for (const text of [
      '@tom 这个用户很难缠',
      '<@tom> 这个用户很难缠',
      '@Tom Baker 这个用户很难缠',
      '@U0A1B2C3D4 看看',
    ]) {
      await wang.says(text);
      await wang.hears('是说给同事的，只在内部可见');
      expect([text, await marksOn(wang, text)]).toEqual([text, ['🔒']]);
    }
    await lilei.hearsNothing();
    await wang.says('@li-lei 你好');
    await lilei.hears('@李雷 你好');
  });
});

describe('drafts and articles', () => {
  it('are shown to the agent alone and sent by a button as his message', async () => {
    const wang = await claiming(office);
    await lilei.catchUp();
    await wang.says('草稿');
    await wang.hears('建议的回复');
    await lilei.hearsNothing();
    await wang.presses('发给用户');
    await wang.hears('正在把《VPN 错误 809》发给报修人');
    await lilei.hears(/王芳.*VPN 错误 809/s);
  });

  it('are in the language the requester writes in, also where nobody told us which it is', async () => {
    const bob = office.person('bob');
    await bob.says('My VPN cannot connect, it shows error 809');
    await bob.says('human');
    const wang = await claiming(office);
    await wang.says('草稿');
    await wang.hears('VPN error 809');
    await wang.presses('发给用户');
    await bob.hears('VPN error 809');
  });

  it('are found by kb', async () => {
    const wang = await claiming(office);
    await wang.says('知识：打印机 卡纸');
    await wang.hears('printer-paper-jam');
    await wang.says('kb qwertzuiop');
    await wang.hears('知识库里没有“qwertzuiop”');
  });

  it('are not sent by who hasn’t claimed', async () => {
    const wang = await seated(office, 'wang-fang', 'l1');
    await wang.says('kb vpn 809');
    await wang.presses(/^发送：VPN 错误 809/);
    await wang.hears('请先认领');
    await lilei.hearsNothing();
  });
});
