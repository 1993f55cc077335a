import { isIPv4 } from 'node:net';

/**
 * How far an address of a file is trusted: `public` at Slack itself, `anywhere` at the host of the API's own address
 * where that is another (a gateway), and on this machine where the API is (a test). Undefined: the token never goes there.
 */
export function trustIn(
  { protocol, hostname, host }: URL,
  apiUrl: string,
): 'public' | 'anywhere' | undefined {
  const api = new URL(apiUrl);
  const isSecure = protocol === 'https:';
  if (isSecure && /(^|\.)(?:slack\.com|slack-files\.com|slack-edge\.com)$/.test(hostname)) return 'public';
  if (isSecure && api.protocol === protocol && host === api.host) return 'anywhere';
  return isLoopback(api.hostname) && isLoopback(hostname) ? 'anywhere' : undefined;
}

/** The same of an address as Slack tells it. */
export function isTrusted(url: string, apiUrl: string): boolean {
  return URL.canParse(url) && trustIn(new URL(url), apiUrl) !== undefined;
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
  );
}
