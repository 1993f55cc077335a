import { randomUUID } from 'node:crypto';
import type { WsFrame } from '@wecom/aibot-node-sdk';
import type { Connection } from './connection.ts';
import { deferred } from './deferred.ts';
import { NOT_SUBSCRIBED, RequestError, requestError } from './errors.ts';

const RECONNECT_MS = 1_000;

export type Command =
  | 'aibot_send_msg'
  | 'aibot_respond_welcome_msg'
  | 'aibot_respond_update_msg'
  | 'aibot_upload_media_init'
  | 'aibot_upload_media_chunk'
  | 'aibot_upload_media_finish';

export interface Requests {
  /** Sends a command and gives the body of its answer. Throws a RequestError. */
  request(cmd: Command, body: object, options?: { reqId?: string | undefined }): Promise<unknown>;
}

/** Requests over the connection, each under an id of its own: a late answer to one must not look like another's. */
export function createRequests(
  connection: Pick<Connection, 'session'>,
  { acknowledgeMs }: { acknowledgeMs: number },
): Requests {
  return {
    async request(cmd, body, { reqId = `${cmd}_${randomUUID()}` } = {}) {
      const session = connection.session();
      if (!session) {
        throw new RequestError('transient', 'wecom: not connected', { retryAfterMs: RECONNECT_MS });
      }
      try {
        const answer = session.client.reply({ headers: { req_id: reqId } }, body, cmd);
        const { body: result } = await inTime(answer, acknowledgeMs);
        return result as unknown;
      } catch (rejection) {
        const error = requestError(cmd, rejection);
        if (error.code === NOT_SUBSCRIBED) session.giveUp(`${cmd} refused with ${NOT_SUBSCRIBED}`);
        throw error;
      }
    },
  };
}

async function inTime(answer: Promise<WsFrame>, ms: number): Promise<WsFrame> {
  const late = deferred<never>();
  const timer = setTimeout(() => late.reject(new Error('Reply ack timeout')), ms);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
