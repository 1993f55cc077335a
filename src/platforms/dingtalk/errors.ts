import { z } from 'zod';
import { DeliveryError, type Obstacle } from '../platform.ts';

/** What a refusal holds for: everything, or one conversation. */
export type Scope = 'app' | 'conversation';

/** A DeliveryError that knows the vendor's code. */
export class DingtalkError extends DeliveryError {
  override name = 'DingtalkError';
  readonly code: string;
  readonly scope: Scope | undefined;

  constructor(
    verdict: { fate: DeliveryError['fate']; code: string; scope?: Scope | undefined },
    message: string,
    options: ConstructorParameters<typeof DeliveryError>[2] = {},
  ) {
    super(verdict.fate, message, options);
    this.code = verdict.code;
    this.scope = verdict.scope;
  }
}

const failureBody = z.object({
  code: z.union([z.string(), z.number()]).nullish(),
  errcode: z.union([z.string(), z.number()]).nullish(),
  sub_code: z.union([z.string(), z.number()]).nullish(),
  message: z.string().nullish(),
  errmsg: z.string().nullish(),
  sub_msg: z.string().nullish(),
  status: z.union([z.string(), z.number()]).nullish(),
  success: z.boolean().nullish(),
  accessdenieddetail: z.object({ requiredScopes: z.array(z.string()).nullish() }).nullish(),
});

export interface Answer {
  status: number;
  /** Parsed JSON; undefined where it wasn't any. */
  body: unknown;
  /** Milliseconds, where the vendor says. */
  retryAfterMs?: number | undefined;
}

export interface Failure {
  code: string;
  message: string;
  scopes: string[];
}

/** What an answer complains of; undefined where it doesn't. HTTP 200 with an `errcode` other than 0 is a failure too. */
export function failureIn({ status, body }: Answer): Failure | undefined {
  const parsed = failureBody.safeParse(body);
  const said = parsed.success ? parsed.data : {};
  const errcode = String(said.errcode ?? '0');
  const bad = status >= 400 || errcode !== '0' || String(said.status) === '1111' || said.success === false;
  if (!bad) return undefined;
  const top = errcode === '0' ? (said.code ?? said.status ?? `http-${status}`) : errcode;
  return {
    // 88 only says “see sub_code”.
    code: String(String(top) === '88' && said.sub_code ? said.sub_code : top),
    message: clip(said.sub_msg ?? said.message ?? said.errmsg ?? `HTTP ${status}`),
    scopes: said.accessdenieddetail?.requiredScopes ?? [],
  };
}

/** True for a token that isn't valid any more: it is renewed once. */
export function isTokenRefused({ code }: Failure): boolean {
  return /^(?:40014|42001|InvalidAuthentication.*|invalidAuthentication.*)$/.test(code);
}

interface Rule {
  codes: RegExp;
  fate: 'transient' | 'permanent';
  obstacle?: Obstacle;
  retryAfterMs?: number;
  scope?: Scope;
}

const TEN_MINUTES = 10 * 60_000;
/** A month's quota comes back when somebody buys more, or with the month. */
const ONE_HOUR = 60 * 60_000;

/** The vendor's codes and what they mean for a message; the first that fits. */
const RULES: readonly Rule[] = [
  {
    codes: /ApiCountLimit|^90020$/,
    fate: 'transient',
    obstacle: 'quota',
    retryAfterMs: ONE_HOUR,
    scope: 'app',
  },
  { codes: /QpsLimit|^(?:90018|90002)$/, fate: 'transient', retryAfterMs: 1_000, scope: 'app' },
  { codes: /^1111$/, fate: 'transient', retryAfterMs: 5 * 60_000, scope: 'app' },
  { codes: /too\.?fast|^too\.many\./i, fate: 'transient', retryAfterMs: 10_000, scope: 'conversation' },
  {
    codes: /^(?:410100|130101|660026)$/,
    fate: 'transient',
    retryAfterMs: TEN_MINUTES,
    scope: 'conversation',
  },
  { codes: /PermissionDenied|robotCode\.auth|^60011$/, fate: 'permanent', obstacle: 'not-permitted' },
  { codes: /^43010[1-4]$|msgParam\.invalid|msgKey\.invalid/, fate: 'permanent', obstacle: 'content' },
  {
    codes: /openConversationId|resource\.unavailable|^(?:400013|400101|400102|400106|310000|300005)$/,
    fate: 'permanent',
    obstacle: 'gone',
  },
  { codes: /^(?:-1|15|88|504|ServiceUnavailable.*|http-(?:408|425|429|5\d\d))$/, fate: 'transient' },
];

/** The DeliveryError of a failed call. */
export function errorOf(failure: Failure, answer: Answer): DingtalkError {
  const { code } = failure;
  const rule = RULES.find(({ codes }) => codes.test(code));
  const fate = rule?.fate ?? (answer.status >= 500 || answer.status === 429 ? 'transient' : 'permanent');
  const told = answer.status === 429 ? (answer.retryAfterMs ?? 1_000) : answer.retryAfterMs;
  const scope = rule?.scope ?? (answer.status === 429 ? 'app' : undefined);
  return new DingtalkError({ fate, code, scope }, wordsOf(failure, rule?.obstacle), {
    retryAfterMs: fate === 'transient' ? (told ?? rule?.retryAfterMs) : undefined,
    obstacle: rule?.obstacle,
  });
}

function wordsOf({ code, message, scopes }: Failure, obstacle: Obstacle | undefined): string {
  if (obstacle === 'not-permitted') {
    const missing = /robotCode/.test(code)
      ? 'DINGTALK_ROBOT_CODE isn\u2019t a robot of this app'
      : `the app lacks the permission ${scopes.join(', ') || '(see the message)'}`;
    return `DingTalk: ${missing} (${code}: ${message})`;
  }
  if (obstacle === 'quota') return `DingTalk: this month\u2019s API quota is used up (${code})`;
  return `DingTalk: ${code}: ${message}`;
}

/** Where nothing can have reached the vendor. */
const NEVER_SENT =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_.*|ERR_TLS.*|ERR_SSL.*|DEPTH_ZERO.*|SELF_SIGNED.*|UNABLE_TO_.*)$/;

/** The DeliveryError of a call without an answer; one that posts may have arrived, unless it never left. */
export function networkError(error: unknown, { posts }: { posts: boolean }): DingtalkError {
  const code = networkCode(error);
  const fate = posts && !NEVER_SENT.test(code) ? 'unknown' : 'transient';
  return new DingtalkError({ fate, code }, `DingTalk didn\u2019t answer (${code})`, { cause: error });
}

function networkCode(error: unknown): string {
  if (!(error instanceof Error)) return 'network';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return error.name === 'TimeoutError' ? 'timeout' : 'network';
}

/** Awaits a change of something sent: what the vendor doesn't change any more stays as it is, without an error. */
export async function ifStill(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    const isOver = error instanceof DingtalkError && error.fate === 'permanent';
    if (!isOver || error.obstacle === 'not-permitted') throw error;
  }
}

function clip(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}\u2026` : text;
}
