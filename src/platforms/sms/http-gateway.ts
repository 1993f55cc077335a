import { callGateway, statusError, type SmsGateway } from './gateway.ts';

export interface HttpGatewaySettings {
  url: string;
  /** Sent as `Bearer <token>`; as it is where it names a scheme itself, such as `Basic dXNlcjpwYXNz`. */
  token: string;
}

/**
 * Any gateway, or a few lines in front of one, that takes `POST {to, text, key}` as JSON (docs/sms-gateways.md). An
 * answer 2xx means that it was taken; for the others see `statusError`.
 */
export function createHttpGateway({ url, token }: HttpGatewaySettings, fetcher: typeof fetch): SmsGateway {
  const authorization = token.includes(' ') ? token : `Bearer ${token}`;
  return {
    async send(to, text, key, signal) {
      const headers = { 'content-type': 'application/json', authorization };
      const request = { url, headers, body: JSON.stringify({ to, text, key }) };
      const answer = await callGateway(fetcher, request, signal);
      if (answer.status < 200 || answer.status >= 300) throw statusError(answer);
    },
  };
}
