/** What load balancers and monitoring ask. */
export interface OperationDeps {
  readiness(): Promise<Readiness>;
  /** Prometheus' text format. */
  metrics(): Promise<{ contentType: string; text: string }>;
}

export interface Readiness {
  /** Why it isn't ready; empty where it is. */
  reasons: ('database' | 'starting' | 'stopping')[];
  /** Platforms without a connection: they don't make it unready, the pages work without them. */
  disconnected: string[];
}
