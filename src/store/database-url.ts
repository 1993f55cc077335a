/** Whether a DATABASE_URL leads to PostgreSQL; else it names SQLite's file. */
export function isPostgres(databaseUrl: string): boolean {
  return /^postgres(ql)?:/.test(databaseUrl);
}

/** SQLite's file in a DATABASE_URL such as `file:./data/deskline.db`. */
export function fileOf(databaseUrl: string): string {
  return databaseUrl.replace(/^file:/, '');
}
