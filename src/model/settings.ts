/** How to reach the optional model; none of it is needed to start. */
export interface ModelSettings {
  baseUrl: string;
  /** Absent where a local endpoint asks for none. */
  apiKey: string | undefined;
  chatModel: string | undefined;
  embeddingModel: string | undefined;
  visionModel: string | undefined;
  /** All attempts of one call together. */
  timeoutMs: number;
  /** Tokens of the whole company, a day of the desk's time zone. */
  dailyTokens: number;
  /** The endpoint belongs to the company: names may go to it as they are; secrets never do. */
  local: boolean;
  /** The only hosts that a link in an answer may lead to. */
  linkHosts: readonly string[];
  prices: Prices | undefined;
}

/** What a million tokens cost. */
export interface Prices {
  input: number;
  output: number;
  currency: string;
}
