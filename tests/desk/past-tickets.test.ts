import { afterAll, beforeAll, it } from 'vitest';
import { copyContent, type ContentFolder } from '../support/content-folder.ts';
import { openOffice, type Office } from '../support/office.ts';
import { claiming, openTicket } from './setting.ts';

let office: Office;
let folder: ContentFolder;

beforeAll(async () => {
  folder = copyContent();
  const row =
    "  - { id: hr-l1, line: L1, department: HR, channel: 'web:hr', who: { zh-CN: 人事, en: HR }, members: [] }";
  folder.replace('desk.yaml', /(\n {2}- \{ id: it-expert, line: .*)/, `$1\n${row}`);
  folder.replace(
    'desk.yaml',
    'en: L1 engineer }, queues: [it-l1] }\n  - { id: chen-wei',
    'en: HR }, queues: [hr-l1] }\n  - { id: chen-wei',
  );
  office = await openOffice({ contentDir: folder.path });
  await openTicket(office);
  const wang = await claiming(office);
  await wang.says('解决 原因：家里路由器拦截 步骤：换手机热点；重新连接');
  await office.person('li-lei').presses('已解决');
});
afterAll(async () => {
  await office.close();
  folder.remove();
});

it('are shown in an agent’s own chat as far as they are his department’s', async () => {
  const wang = office.person('wang-fang');
  await wang.says('kb VPN 809');
  await wang.hears('IT-2026-000001');
  const tom = office.person('tom');
  await tom.says('kb VPN 809');
  await tom.hears('network-vpn-809');
  await tom.hearsNot('IT-2026-000001');
});
