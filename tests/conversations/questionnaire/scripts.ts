/** What a requester writes first, and what they answer to each question: `[question, reply]`, null to skip. */
export interface Script {
  type: string;
  first: string;
  profile?: Record<string, string>;
  replies: [question: string, reply: string | null][];
  known?: Record<string, string>;
}

export const scripts: Script[] = [
  {
    type: 'printer',
    first: '三楼的惠普 M404 卡纸了',
    replies: [['error', '没有']],
    known: { device: '惠普 M404', symptom: 'jam', location: '三楼' },
  },
  {
    type: 'printer',
    first: "The printer doesn't print anything",
    replies: [
      ['device', 'HP M404 on floor 3, error 49.4C02'],
      ['others', 'yes, everyone'],
    ],
    known: { device: 'HP M404', symptom: 'queue', location: 'floor 3', error: '49.4C02', others: 'yes' },
  },
  {
    type: 'printer',
    first: '打印機打出來有條紋',
    profile: { printer: '佳能 iR 2630' },
    replies: [
      ['location', '二楼茶水间旁边'],
      ['photo', null],
    ],
    known: { device: '佳能 iR 2630', symptom: 'quality' },
  },
  {
    type: 'network',
    first: 'VPN 连不上,报错 809',
    replies: [['location', '在家']],
    known: { connection: 'vpn', symptom: 'down', error: '809', location: '在家' },
  },
  {
    type: 'network',
    first: 'wifi is really slow today',
    replies: [
      ['location', '5th floor, desk 12'],
      ['others', 'no, just me'],
    ],
    known: { connection: 'wifi', symptom: 'slow', others: 'no' },
  },
  {
    type: 'network',
    first: '我们整个部门都上不了网',
    profile: { room: '6F-A12' },
    replies: [['connection', '2']],
    known: { connection: 'wifi', symptom: 'down', others: 'yes', location: '6F-A12' },
  },
  {
    type: 'network',
    first: "can't open the shared drive",
    replies: [
      ['error', '0x80070035'],
      ['others', 'nope'],
      ['address', String.raw`\\files01\finance`],
    ],
    known: { connection: 'share', error: '0x80070035' },
  },
  {
    type: 'email',
    first: 'outlook 一直转圈圈',
    replies: [['error', '没有报错']],
    known: { symptom: 'open', client: 'outlook' },
  },
  {
    type: 'email',
    first: 'My mails to customers bounce',
    replies: [
      ['client', 'Outlook on the computer'],
      ['error', '550 5.7.1'],
      ['correspondent', 'bob@example.com'],
    ],
    known: { symptom: 'send', client: 'outlook' },
  },
  {
    type: 'email',
    first: 'I got a phishing mail from it-support@evil.example',
    replies: [['clicked', 'no']],
    known: { symptom: 'suspicious', correspondent: 'it-support@evil.example', clicked: 'no' },
  },
  {
    type: 'software',
    first: 'Excel 打开就闪退',
    profile: { device: 'ThinkPad T14' },
    replies: [
      ['error', null],
      ['since', '昨天'],
    ],
    known: { app: 'Excel', symptom: 'crash', device: 'ThinkPad T14', since: '2026-11-19' },
  },
  {
    type: 'software',
    first: 'Our budgeting tool shows an error since yesterday',
    replies: [
      ['app', 'BudgetPro'],
      ['error', 'ERR_DB_TIMEOUT'],
      ['device', 'Dell Latitude 5440'],
      ['screenshot', null],
    ],
    known: { symptom: 'error', error: 'ERR_DB_TIMEOUT', device: 'Dell Latitude 5440' },
  },
  { type: 'account', first: '邮箱密码忘了', replies: [], known: { system: '邮箱', symptom: 'forgot' } },
  {
    type: 'account',
    first: "I'm locked out",
    replies: [
      ['system', 'Windows'],
      ['error', 'The referenced account is currently locked out'],
    ],
    known: { symptom: 'locked', system: 'Windows' },
  },
  {
    type: 'permissions',
    first: String.raw`请帮我开通 \\fs01\合同 的只读权限`,
    profile: { manager: '王敏' },
    replies: [['reason', '季度审计要查合同']],
    known: { resource: String.raw`\\fs01\合同`, level: 'read', approver: '王敏' },
  },
  {
    type: 'permissions',
    first: 'I need access to the marketing folder',
    replies: [
      ['resource', 'Marketing > Campaigns'],
      ['level', 'read and write'],
      ['reason', 'I joined the campaign team'],
      ['approver', 'Jane Doe'],
      ['until', null],
    ],
    known: { level: 'write' },
  },
  {
    type: 'mobile',
    first: '我的 iPhone 15 收不到公司邮件',
    replies: [['error', '没有']],
    known: { device: 'iPhone 15', os: 'ios', symptom: 'mail' },
  },
  {
    type: 'mobile',
    first: 'I lost my work phone',
    profile: { phone: 'Samsung Galaxy S23' },
    replies: [['lastSeen', 'In a taxi this morning']],
    known: { symptom: 'lost', device: 'Samsung Galaxy S23', owner: 'company' },
  },
  {
    type: 'meeting-room',
    first: '会议室投影没信号',
    replies: [
      ['room', '8楼大会议室'],
      ['cable', 'HDMI'],
      ['otherComputer', '是的,也不行'],
    ],
    known: { symptom: 'picture', cable: 'hdmi', otherComputer: 'yes' },
  },
  {
    type: 'meeting-room',
    first: "They can't hear us on Zoom in meeting room 4.12",
    replies: [['otherComputer', null]],
    known: { symptom: 'sound', platform: 'zoom' },
  },
  {
    type: 'procurement',
    first: '想申请两台显示器',
    replies: [
      ['details', '27 寸 4K'],
      ['reason', '设计组新同事'],
      ['neededBy', '2026-12-01'],
    ],
    known: { item: 'monitor', quantity: '2', neededBy: '2026-12-01' },
  },
  {
    type: 'procurement',
    first: 'I would like a new headset',
    replies: [
      ['details', null],
      ['reason', 'Mine broke, I take calls all day'],
      ['neededBy', null],
    ],
    known: { item: 'accessory', quantity: '1' },
  },
  {
    type: 'hardware',
    first: '电脑蓝屏 0x0000007E,昨天开始的',
    profile: { device: 'ThinkPad X1' },
    replies: [['photo', null]],
    known: { symptom: 'bluescreen', error: '0x0000007E', since: '2026-11-19' },
  },
  {
    type: 'hardware',
    first: 'My second monitor stays black',
    replies: [
      ['device', 'Dell U2723'],
      ['since', 'today'],
      ['swapped', 'yes, tried another cable'],
    ],
    known: { symptom: 'display', swapped: 'yes', since: '2026-11-20' },
  },
  {
    type: 'other',
    first: '门禁卡刷不开',
    replies: [
      ['goal', '早上进门刷卡没反应'],
      ['device', null],
      ['error', '没有'],
      ['screenshot', null],
    ],
  },
  {
    type: 'other',
    first: 'The clock on the info screen is wrong',
    profile: { device: 'MacBook Pro' },
    replies: [
      ['goal', 'It is an hour off since Sunday'],
      ['error', 'none'],
      ['screenshot', 'no'],
    ],
  },
];
