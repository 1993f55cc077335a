import { z } from 'zod';
import { failureIn, networkError } from './errors.ts';
import { request } from './request.ts';
import { isLoopback, type Settings } from './settings.ts';
import { credentialsRefused, isRefusal } from './tokens.ts';

/** The gateway refused the credentials. */
export class GatewayRefusedError extends Error {
  override name = 'GatewayRefusedError';
}

export interface Subscription {
  type: string;
  topic: string;
}

const gatewayAnswer = z.object({ endpoint: z.string().min(1), ticket: z.string().min(1) });

/** Asks for a connection; gives the address of its socket, which holds for 90 s and once. */
export async function socketAddress(
  { apiUrl, clientId, clientSecret, timings }: Settings,
  subscriptions: readonly Subscription[],
  signal: AbortSignal,
): Promise<string> {
  const answer = await request({
    url: `${apiUrl}/v1.0/gateway/connections/open`,
    method: 'POST',
    json: { clientId, clientSecret, ua: 'deskline', subscriptions },
    timeoutMs: timings.request,
    signal,
  }).catch((error: unknown) => {
    throw networkError(error, { posts: false });
  });
  const failure = failureIn(answer);
  if (failure && isRefusal(answer.status, failure.code)) {
    throw new GatewayRefusedError(credentialsRefused(failure.code));
  }
  if (failure) throw new Error(`the gateway answered ${failure.code}`);
  const { endpoint, ticket } = gatewayAnswer.parse(answer.body);
  if (!endpoint.startsWith('wss://') && !isLoopback(apiUrl)) {
    throw new Error('the gateway named a plain socket');
  }
  return `${endpoint}?ticket=${encodeURIComponent(ticket)}`;
}
