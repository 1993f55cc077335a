import type { PlatformSettings } from '../../src/config.ts';

const PLENTY = 1_000_000;

/** Nobody waits for seconds in tests: what is dead is noticed soon, and tried again at once. */
const SLACK_TIMINGS = {
  callMs: 5_000,
  helloMs: 5_000,
  closeMs: 20,
  retryMs: 10,
  longestRetryMs: 40,
  refusedMs: 60,
  longestRefusedMs: 60,
  longestUnreachedMs: 40,
  gatherMs: 10,
  outageMs: 20,
  behindMs: 200,
};
const DINGTALK_TIMINGS = {
  request: 5_000,
  handshake: 5_000,
  reconnect: 10,
  longestReconnect: 40,
  refusedRetry: 60,
  linger: 10,
  receivePause: 5,
};
const WECOM_TIMINGS = {
  authenticateMs: 5_000,
  reconnectMs: 10,
  longestReconnectMs: 40,
  kickedMs: 60,
  refusedMs: 60,
  tooFrequentMs: 60,
  acknowledgeMs: 5_000,
  storeAgainMs: 5,
  uploadAgainMs: 5,
};

const PLENTIFUL = {
  slack: {
    postsPerSecond: PLENTY,
    burst: PLENTY,
    callsPerMinute: PLENTY,
    privatePerMinute: PLENTY,
    opens: PLENTY,
  },
  dingtalk: { webhookPerMinute: PLENTY, apiPerSecond: PLENTY },
  wecom: [],
};

/** The settings with short timings, and without limits where those would only slow a test down. */
export function tuned({ slack, dingtalk, wecom }: PlatformSettings, { unlimited }: { unlimited: boolean }) {
  const limitsOf = (vendor: keyof typeof PLENTIFUL) => (unlimited ? { limits: PLENTIFUL[vendor] } : {});
  return {
    slack: slack && { ...slack, ...limitsOf('slack'), timings: SLACK_TIMINGS },
    dingtalk: dingtalk && { ...dingtalk, ...limitsOf('dingtalk'), timings: DINGTALK_TIMINGS },
    wecom: wecom && { ...wecom, ...limitsOf('wecom'), timings: WECOM_TIMINGS },
  };
}
