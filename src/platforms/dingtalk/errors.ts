import { z } from 'zod';
import { DeliveryError, type Obstacle } from '../platform.ts';
import { LOOK_AGAIN_MS } from './rates.ts';

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

// What is said oddly must not hide that something is wrong.
const aCode = z.union([z.string(), z.number()]).nullish();
const perhapsCode = aCode.catch(undefined);
const perhapsWords = z.string().nullish().catch(undefined);
const failureBody = z.object({
  code: perhapsCode,
  errcode: aCode.catch('odd-errcode'),
  sub_code: perhapsCode,
  message: perhapsWords,
  errmsg: perhapsWords,
  sub_msg: perhapsWords,
  status: perhapsCode,
  success: z.unknown().optional(),
  accessdenieddetail: z
    .object({ requiredScopes: z.union([z.array(z.string()), z.string().transform((one) => [one])]) })
    .nullish()
    .catch(undefined),
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
  const said: Partial<z.infer<typeof failureBody>> = parsed.data ?? {};
  const errcode = String(said.errcode || '0');
  const isRefused = String(said.status) === '1111' || String(said.success) === 'false';
  const bad = status >= 400 || errcode !== '0' || isRefused;
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
export function isTokenRefused({ code }: Failure, { status }: Answer): boolean {
  return status === 401 || /^(?:40014|42001|InvalidAuthentication.*|invalidAuthentication.*)$/.test(code);
}

interface Rule {
  codes: RegExp;
  fate: 'transient' | 'limited' | 'permanent';
  obstacle?: Obstacle;
  retryAfterMs?: number;
  scope?: Scope;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The vendor's codes and what they mean for a message; the first that fits. */
const RULES: readonly Rule[] = [
  // It comes back with the month or when more is bought; meanwhile somebody's message may bring another way.
  {
    codes: /ApiCountLimit|^90020$/,
    fate: 'limited',
    obstacle: 'quota',
    retryAfterMs: LOOK_AGAIN_MS,
    scope: 'app',
  },
  { codes: /QpsLimit|^(?:90018|90002)$/, fate: 'limited', retryAfterMs: SECOND, scope: 'app' },
  { codes: /^1111$/, fate: 'limited', retryAfterMs: 5 * MINUTE, scope: 'app' },
  { codes: /too\.?fast|^too\.many\./i, fate: 'limited', retryAfterMs: 10 * SECOND, scope: 'conversation' },
  {
    codes: /^(?:410100|130101|660026)$/,
    fate: 'limited',
    retryAfterMs: 10 * MINUTE,
    scope: 'conversation',
  },
  { codes: /PermissionDenied|robotCode\.auth|^60011$/, fate: 'permanent', obstacle: 'not-permitted' },
  { codes: /^43010[1-4]$|msgParam\.invalid|msgKey\.invalid/, fate: 'permanent', obstacle: 'content' },
  {
    codes: /openConversationId|resource\.unavailable|^(?:400013|400101|400102|400106|310000|300005)$/,
    fate: 'permanent',
    obstacle: 'gone',
  },
  { codes: /^(?:-1|15|88|504|ServiceUnavailable.*|http-(?:408|425|5\d\d))$/, fate: 'transient' },
];

/** The DeliveryError of a failed call. */
export function errorOf(failure: Failure, answer: Answer): DingtalkError {
  const { code } = failure;
  const rule = RULES.find(({ codes }) => codes.test(code)) ?? ruleOf(answer);
  const retryAfterMs = answer.retryAfterMs ?? rule.retryAfterMs;
  return new DingtalkError({ ...rule, code }, wordsOf(failure, rule.obstacle), {
    retryAfterMs: rule.fate === 'permanent' ? undefined : retryAfterMs,
    obstacle: rule.obstacle,
  });
}

/** What an HTTP status means where the code says nothing. */
function ruleOf({ status }: Answer): Omit<Rule, 'codes'> {
  if (status === 429) return { fate: 'limited', retryAfterMs: SECOND, scope: 'app' };
  return { fate: status >= 500 ? 'transient' : 'permanent' };
}

/** Our own limit: nothing was called. */
export function tooMany(ms: number): DingtalkError {
  return new DingtalkError({ fate: 'limited', code: 'rate' }, 'DingTalk\u2019s rate limit', {
    retryAfterMs: ms,
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

function clip(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}\u2026` : text;
}
