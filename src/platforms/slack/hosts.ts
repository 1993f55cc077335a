const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** True for https at Slack, and for the host of the API's own address where that is another (a gateway, a test). */
export function isSlackHost(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, host } = new URL(url);
  const api = new URL(apiUrl);
  if (host === api.host && protocol === api.protocol) {
    return protocol === 'https:' || LOOPBACK.has(hostname);
  }
  return protocol === 'https:' && /(^|\.)(?:slack\.com|slack-files\.com|slack-edge\.com)$/.test(hostname);
}
