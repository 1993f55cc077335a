import { Readable } from 'node:stream';
import SMTPConnection, { type Options } from 'nodemailer/lib/smtp-connection';
import type { MailSettings } from './environment.ts';
import { mailError, type SmtpFailure } from './errors.ts';

/** A letter ready for SMTP: envelope, and the whole text with its headers. */
export interface Letter {
  from: string;
  to: string;
  content: Buffer;
}

/** How the connection is made: certificates are verified whatever the environment says. `timeoutMs`: for each step. */
export function connectionOptions(settings: MailSettings, timeoutMs: number): Options {
  const { host, port, secure, demandTls, ca } = settings;
  return {
    host,
    port,
    secure,
    requireTLS: demandTls,
    // A server on this machine often offers STARTTLS with a certificate that nobody vouches for.
    ignoreTLS: !secure && !demandTls && ca === undefined,
    tls: { rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    socketCloseTimeout: 1_000,
  };
}

/**
 * Signs in and hands one letter over by SMTP (RFC 5321); without a letter it only signs in. Throws a DeliveryError
 * (`errors.ts`). What was lost after the server asked for the text, `354` to `DATA`, may have arrived.
 */
export function handOver(
  settings: MailSettings,
  letter: Letter | undefined,
  { timeoutMs }: { timeoutMs: number },
): Promise<void> {
  // Not by nodemailer's transport: that one doesn't tell how far it came.
  const connection = new SMTPConnection(connectionOptions(settings, timeoutMs));
  let isAskedFor = false;
  function* content(text: Buffer) {
    isAskedFor = true;
    yield text;
  }
  return new Promise((resolve, reject) => {
    const fail = (failure: SmtpFailure) => {
      clearTimeout(timer);
      connection.close();
      reject(mailError(failure, { isAskedFor }));
    };
    const done = () => {
      clearTimeout(timer);
      connection.quit();
      resolve();
    };
    const timer = setTimeout(() => fail({ code: 'ETIMEDOUT' }), timeoutMs);
    const send = () => {
      if (!letter) return done();
      const { from, to } = letter;
      const envelope = { from, to: [to], size: letter.content.length };
      connection.send(envelope, Readable.from(content(letter.content)), (error) =>
        error ? fail(error) : done(),
      );
    };
    connection.on('error', fail);
    connection.connect((error) => {
      if (error) return fail(error);
      if (!settings.auth) return send();
      return connection.login({ ...settings.auth }, (refused) => (refused ? fail(refused) : send()));
    });
  });
}
