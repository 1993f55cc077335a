import { DeliveryError, type Obstacle } from '../platform.ts';

/** What nodemailer says of a failure; its words are left alone, for servers repeat addresses in them. */
export interface SmtpFailure {
  code?: string | undefined;
  /** What the code was before nodemailer set its own. */
  originalCode?: string | undefined;
  responseCode?: number | undefined;
  response?: string | undefined;
  /** The SMTP command that was answered; `CONN` for the connection itself. */
  command?: string | undefined;
}

/** The server will take nothing as this is configured: the operator has to do something. */
export class MailRefusedError extends DeliveryError {
  override name = 'MailRefusedError';

  constructor(reason: string) {
    super('transient', reason, { obstacle: 'not-permitted' });
  }
}

const CERTIFICATE = /^(?:CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;
/** “Authentication required”, “mechanism too weak”, “credentials invalid”, “encryption required” (RFC 4954 §6). */
const SIGN_IN = new Set([530, 534, 535, 538]);
const AUTH = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2']);
/** Nodemailer's: the envelope, or the letter itself, was refused. */
const REFUSALS = new Set(['EENVELOPE', 'EMESSAGE']);

/**
 * What a failure means for the letter. Sign-in, certificate and STARTTLS are refusals that the operator can mend; an
 * answer 5xx to the envelope or the text is for good and one of 4xx passes (RFC 5321 §4.2.1); without an answer it
 * hangs on whether the text had been asked for.
 */
export function mailError(failure: SmtpFailure, { isAskedFor }: { isAskedFor: boolean }): DeliveryError {
  const { code = '', originalCode = '', responseCode = 0, command = '' } = failure;
  const said = answerIn(failure);
  const passes = responseCode >= 400 && responseCode < 500;
  if (SIGN_IN.has(responseCode) || (AUTH.has(code) && !passes)) {
    return new MailRefusedError(
      `mail: the server refuses the user or password of SMTP_URL, or asks for one${said}`,
    );
  }
  if (CERTIFICATE.test(originalCode) || CERTIFICATE.test(code)) {
    const why = CERTIFICATE.test(originalCode) ? originalCode : code;
    return new MailRefusedError(
      `mail: the server\u2019s certificate isn\u2019t trusted, or it speaks no TLS (${why}): see SMTP_CA_FILE, or smtp:// and smtps:// of SMTP_URL`,
    );
  }
  if (code === 'ETLS' && responseCode > 0 && !passes) {
    return new MailRefusedError(`mail: the server knows no STARTTLS${said}: use smtps:// in SMTP_URL`);
  }
  if (REFUSALS.has(code) && !passes) {
    const obstacle = obstacleOf(code, command);
    return new DeliveryError('permanent', `mail: ${partOf(code, command)} was refused${said}`, { obstacle });
  }
  if (responseCode >= 400) return new DeliveryError('transient', `mail: not now${said}`);
  return isAskedFor
    ? new DeliveryError('unknown', `mail: no answer to the letter (${originalCode || code || 'unknown'})`)
    : new DeliveryError('transient', `mail: the connection failed (${originalCode || code || 'unknown'})`);
}

function partOf(code: string, command: string): string {
  if (command === 'RCPT TO') return 'the recipient';
  if (command === 'MAIL FROM' && code === 'EENVELOPE') return 'the sender (MAIL_FROM)';
  return 'the letter';
}

function obstacleOf(code: string, command: string): Obstacle {
  if (command === 'RCPT TO') return 'gone';
  return command === 'MAIL FROM' && code === 'EENVELOPE' ? 'not-permitted' : 'content';
}

/** ` (550 5.1.1)`: the reply's numbers (RFC 2034) without its words. */
function answerIn({ responseCode, response = '' }: SmtpFailure): string {
  if (!responseCode) return '';
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  return enhanced ? ` (${responseCode} ${enhanced})` : ` (${responseCode})`;
}
