const BRANDS =
  'hp canon epson brother lenovo dell apple huawei honor xiaomi redmi samsung ricoh kyocera xerox konica minolta lexmark oki ' +
  'sharp toshiba pantum asus acer msi lg benq aoc philips viewsonic logitech jabra poly polycom cisco yealink zebra oppo vivo ' +
  'oneplus google microsoft sony fujitsu hikvision maxhub barco crestron synology tp-link ubiquiti';
const SERIES =
  'laserjet officejet deskjet pagewide designjet envy elitebook probook zbook elitedesk prodesk omen pavilion pixma imagerunner imageclass ' +
  'imageprograf lbp ecotank workforce latitude xps precision inspiron vostro optiplex thinkpad thinkbook thinkcentre thinkvision carbon ' +
  'yoga ideapad legion macbook imac iphone ipad airpods galaxy pixel mate pura nova matebook surface workcentre versalink altalink ' +
  'taskalfa ecosys bizhub magicolor aspire zenbook vivobook ultrasharp';
const FILLERS =
  'color colour pro mfp enterprise air mini max plus ultra laptop go book studio note tab se advance neo';
const HAN_BRANDS =
  '惠普|佳能|爱普生|兄弟|联想|戴尔|苹果|华为|荣耀|小米|红米|三星|理光|京瓷|施乐|柯尼卡美能达|柯尼卡|奔图|华硕|宏碁|罗技|宝利通|亿联|斑马|得力|明基|飞利浦|夏普|东芝|微软|索尼|一加';

const either = (words: string) => words.split(' ').join('|');
const MODEL = String.raw`(?:[a-z]{1,6}-?\d{1,5}[a-z]{0,4}(?:-[a-z0-9]{1,6})?|\d{1,5}[a-z]{0,4}(?:-[a-z0-9]{1,6})?)`;
const TAIL = String.raw`(?: ?(?:pro max|pro|max|plus|mini|ultra|gen ?\d{1,2}|第?\d{1,2}代))?`;
const NOT_COUNTED = String.raw`(?! ?(?:楼|层|台|个|天|小时|分钟|点|次|年|月|号楼|人|个人|times?\b|days?\b|hours?\b|minutes?\b|people|printers?\b|laptops?\b|computers?\b))`;

const NAMED = new RegExp(
  String.raw`(?:(?<![\p{L}\p{N}]|\p{L}-)|(?<=\p{Script=Han}))(?:${either(BRANDS)}|${either(SERIES)}|${HAN_BRANDS})` +
    String.raw`(?:[ -]{0,2}(?:${either(SERIES)}|${either(FILLERS)}|${either(BRANDS)})(?![a-z])){0,4}[ -]{0,2}(?:${MODEL})(?![a-z0-9])${NOT_COUNTED}${TAIL}`,
  'giu',
);
const LINE = new RegExp(
  String.raw`(?<![a-z0-9])(?:macbook (?:pro|air)|macbook|imac|ipad (?:pro|air|mini)|ipad|iphone|thinkpad|surface (?:pro|laptop|go|book))(?![a-z0-9])`,
  'gi',
);
const BARE = /(?<![a-z0-9_.@/\\-])[a-z]{1,5}-?\d{2,5}[a-z]{0,4}(?![a-z0-9_]|[-.@][a-z0-9])/gi;
const INTRODUCED = /(?:型号|機型|机型|设备|設備|model|device)\D{0,12}$/i;
const NOT_A_DEVICE =
  /^(?:0x.*|kb\d+|[af]\d|a[3-5]|f1?\d|p[0-5]|l[1-3]|v\d+|q[1-4]|h5|win\d+|windows\d+|o365|m365|office\d+|sp\d|usb\d?|mp[34]|ie\d+|net\d+|sc-?\d+|e-?\d+|id\d+|it-?\d+|no\d+|ipv[46]|x86|x64|http\d*|sha\d+|md5|cat\d|rj45|wpa\d|ps\d|sql\d+|error\d+|code\d+|event\d+|vpn\d+|caa\d+|aadsts\d+|tls\d+|utf\d+|port\d+|room\d*|ext\d+|day\d+|covid19|excel\d+|word\d+|outlook\d+|vlan\d+)$/i;
const ROOM_AFTER = /^[ ]?(?:会议室|會議室|房间|室|meeting|conference|room|栋|座|楼|教室)/i;
const ROOM_BEFORE = /(?:会议室|會議室|房间|room|office|desk|工位|座位|seat)[ :：]?$/i;

export interface DeviceModel {
  value: string;
  /** A brand or the word “model” stands with it; a bare “T14” may be something else. */
  sure: boolean;
}

/** Makes and models named in the text, as written there, without repeats. */
export function deviceModels(text: string): DeviceModel[] {
  const found = new Map<string, DeviceModel>();
  const taken: [number, number][] = [];
  const take = (match: RegExpExecArray, sure: boolean) => {
    const from = match.index;
    if (taken.some(([a, b]) => from < b && from + match[0].length > a)) return;
    taken.push([from, from + match[0].length]);
    const value = match[0].trim();
    if (!found.has(value.toLowerCase())) found.set(value.toLowerCase(), { value, sure });
  };
  for (const match of text.matchAll(NAMED)) take(match, true);
  for (const match of text.matchAll(LINE)) take(match, false);
  for (const match of text.matchAll(BARE)) {
    if (NOT_A_DEVICE.test(match[0]) || isRoom(text, match)) continue;
    take(match, INTRODUCED.test(text.slice(Math.max(0, match.index - 16), match.index)));
  }
  return [...found.values()];
}

/** The devices with a make in normalised text: “hp laserjet m405”. */
export function devicePhrases(normalised: string): string[] {
  return normalised.match(NAMED) ?? [];
}

function isRoom(text: string, match: RegExpExecArray): boolean {
  const end = match.index + match[0].length;
  return (
    ROOM_AFTER.test(text.slice(end, end + 12)) ||
    ROOM_BEFORE.test(text.slice(Math.max(0, match.index - 12), match.index))
  );
}
