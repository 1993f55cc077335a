import { isIP } from 'node:net';
import { matches, type Span } from './spans.ts';

const MAIL =
  /[\w.+-]+(?:@|\s?\[at\]\s?|\s\(at\)\s)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+/gi;
const SPOKEN_MAIL = /(?<![\w.])[\w.+-]+\s+at\s+[\w-]+(?:\s+dot\s+[\w-]+)+/gi;
const URL_ =
  /\b(?:https?|ftps?|wss?|smb|ldaps?|rdp|ssh|file):\/\/[^\s<>"'“”‘’「」（）()[\]，。；、！？\u4e00-\u9fff]+(?<![.,;:!?])/gi;

const DIGITS = /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])/g;
const RESIDENT_ID =
  /(?<![\dA-Za-z])\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])/g;
const OTHER_IDS: readonly RegExp[] = [
  /(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])/g,
  /(?<![\w-])[A-Z]{1,2}\d{6}\([\dA]\)/g,
  /(?<![\w-])[EGDSP][A-Z]?\d{7,8}(?![\w-])/g,
  /(?:passport|护照|身份证|证件|ID card|national id|identity card|社保|工号|员工号|员工编号|职工号|employee|staff|personnel|badge|worker)(?:\s*(?:no\.?|number|id|code|#|号码?|编号|卡号?))*\s*(?:是|为|is|was|[:：#=])?\s*(?<value>(?=[A-Z]{0,4}-?\d)[A-Z]{0,4}-?\d{4,18}[\dXx]?)(?!\w)/dgi,
];

const PHONES: readonly RegExp[] = [
  /(?<![\w.-])(?:(?:\+|00)?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?![\w-])/g,
  /(?<![\w.-])(?:(?:\+|00)?86[ -]?)?1[3-9]\d{1}[ -]\d{3}[ -]?\d{5}(?![\w-])/g,
  /(?<![\w.-])\(?0\d{2,3}\)?[ -]?\d{3,4}[ -]?\d{4}(?:(?:[ -]|转|ext\.? ?)\d{1,5})?(?![\w-])/gi,
  /(?<![\w.-])[48]00[ -]?\d{3,4}[ -]?\d{3,4}(?![\w-])/g,
  /(?<![\w.])(?:\+|00)[1-9]\d{0,2}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){1,4}(?![\w-])/g,
  /(?<![\w.-])(?:1[ .-])?\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}(?:\s*(?:ext|x)\.?\s*\d{1,5})?(?![\w-])/gi,
  /(?<![\w.-])0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}(?![\w-])/g,
  /(?<![\w.-])0\d{10}(?![\w-])/g,
  /(?:电话|手机号?|座机|分机号?|联系方式|call me (?:at|on|back on)|phone|mobile|cell|tel|extension|ext|dial|reach me (?:at|on))(?:\s*(?:号码?|number|no))?\.?\s*(?:是|为|is|was|[:：#=])?\s*(?<value>\+?\d(?:[ -]?\d){3,14})(?![\w.-])/dgi,
  /[零〇一二两三四五六七八九幺]{11}/g,
];

const IPV4 =
  /(?<!\b(?:version|ver|v|build|release|firmware)[.:]?\s?|版本号?[:：]?\s?|[\w.])\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?(?!\.?\d|\w)/g;
const IPV6 = /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:%\w+)?(?:\/\d{1,3})?(?![\w:])/gi;
const MAC =
  /(?<![\w:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:-])|(?<![\w.])(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}(?![\w.])/gi;

const DOMAIN =
  /(?<![\w@.\\/-])(?:[a-z0-9_](?:[a-z0-9_-]{0,62}[a-z0-9])?\.)+(?<end>[a-z]{2,24})(?::\d{2,5})?(?![\w-])/gi;
/** What stands after the last dot of a file's or a product's name. */
const NO_HOST = new Set(
  (
    'exe msi dll sys bat cmd ps1 vbs js ts jsx json xml yml yaml ini cfg conf config log txt csv tsv md doc docx xls xlsx xlsm ppt pptx pdf rtf odt png jpg jpeg gif bmp svg webp heic ' +
    'mp3 mp4 wav avi mkv zip rar gz tar iso img dmg pkg deb rpm apk ipa ost pst msg eml ics vcf rdp lnk reg inf cab cpl msc dat bak tmp db sql html htm css php py java class jar war dmp etl evtx pcap p12 pfx cer crt pem key ovpn nk2 xlsb one vsdx psd ai dwg'
  ).split(' '),
);
const MACHINE =
  /(?<![\w.-])(?:DESKTOP|LAPTOP|NOTEBOOK|PC|WS|WKS|WIN|NB|LT|SRV|SVR|SERVER|DC|FS|FILE|SQL|DB|APP|WEB|VM|HOST|NODE|PRN|PRT|PRINT|PRINTER|MAC|MBP|IMAC|SW|RTR|AP|NAS|ERP|MAIL|EXCH|PROXY|VPN|GW)[-_](?=[A-Z0-9_-]*\d|[A-Z0-9]{4,})[A-Z0-9](?:[A-Z0-9_-]*[A-Z0-9])?(?![\w.]\w|\w)/g;
const MACHINE_LOWER =
  /(?<![\w.-])(?:desktop|laptop|pc|srv|svr|server|dc|fs|sql|db|app|web|vm|host|node|prn|printer|nas)[-_](?:[a-z0-9]+[-_])*[a-z]*\d[a-z0-9]*(?![\w-])/g;
const UNC = /\\\\(?<value>[A-Za-z0-9][\w.-]*)(?=\\)/dg;
const NAMED_MACHINE =
  /(?:host ?name|computer name|machine name|device name|pc name|server name|主机名|计算机名|电脑名称?|机器名|设备名称?|服务器名)(?:\s*(?:是|为|叫|is|was|[:：=])\s*|\s+)(?<value>[A-Za-z0-9][A-Za-z0-9_.-]{2,62})(?<!\.)/dgi;

const ACCOUNTS: readonly RegExp[] = [
  /(?:\\Users\\|\/(?:home|Users)\/)(?<value>[^\\/\s"'<>|]{2,40})(?=[\\/]|\s|$)/dg,
  /(?<![\w\\])[A-Z][A-Z0-9-]{1,14}\\(?<value>[a-z][\w.-]{1,30})(?![\w\\])/dg,
  /(?:user ?name|login(?: name| id)?|user id|account(?: name| id)?|用户名|账号|帐号|登录名|域账号)(?:\s*(?:是|为|叫|is|was|[:：=])\s*)(?<value>[A-Za-z][\w.-]{2,30})(?<!\.)/dgi,
];

/** Mail, telephone, cards, papers, addresses of machines and accounts. */
export function structuredIn(text: string): Span[] {
  return [
    ...matches(text, 'URL', URL_),
    ...[MAIL, SPOKEN_MAIL].flatMap((form) => matches(text, 'MAIL', form)),
    ...matches(text, 'ID', RESIDENT_ID),
    ...matches(text, 'CARD', DIGITS, isCard),
    ...OTHER_IDS.flatMap((form) => matches(text, 'ID', form)),
    ...matches(text, 'MAC', MAC),
    ...matches(text, 'IP', IPV4, (value) => isIP(value.replace(/\/.*/, '')) === 4),
    ...matches(text, 'IP', IPV6, (value) => isIP(value.replace(/[/%].*/, '')) === 6),
    ...PHONES.flatMap((form) => matches(text, 'PHONE', form, isPhone)),
    ...matches(text, 'HOST', DOMAIN, isHost),
    ...[MACHINE, MACHINE_LOWER, UNC, NAMED_MACHINE].flatMap((form) => matches(text, 'HOST', form, isMachine)),
    ...ACCOUNTS.flatMap((form) => matches(text, 'ACCOUNT', form)),
  ];
}

/** The check digit of payment cards (ISO/IEC 7812, Luhn). */
export function isCard(value: string): boolean {
  const digits = value.replace(/\D/g, '');
  if (digits.length < 13 || digits.length > 19 || /^(\d)\1+$/.test(digits)) return false;
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, at) => {
      const weighted = at % 2 === 0 ? Number(digit) : Number(digit) * 2;
      return total + (weighted > 9 ? weighted - 9 : weighted);
    }, 0);
  return sum % 10 === 0;
}

function isPhone(value: string): boolean {
  const digits = value.replace(/\D/g, '').length;
  const isWritten = digits === 0;
  return isWritten || (digits >= 4 && digits <= 20 && !/^(?:19|20)\d{2}[ -](?:0[1-9]|1[0-2])/.test(value));
}

function isHost(value: string): boolean {
  const end = /\.([a-z]+)(?::\d+)?$/i.exec(value)?.[1]?.toLowerCase() ?? '';
  return (
    !NO_HOST.has(end) &&
    /[a-z]/i.test(value.replace(/\.[a-z]+(?::\d+)?$/i, '')) &&
    !/^(?:e\.g|i\.e|a\.m|p\.m)$/i.test(value)
  );
}

function isMachine(value: string): boolean {
  return !/^(?:is|was|not|and|the|unknown|wrong|changed)$/i.test(value);
}
